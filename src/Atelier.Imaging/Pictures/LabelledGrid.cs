namespace Atelier.Imaging.Pictures;

/// <summary>A sheet of pictures in columns and rows with headings.</summary>
public static class LabelledGrid
{
    private const int Gap = 6;
    private const int RowHeadingWidth = 110;
    private const int MostHeadingLines = 4;
    private const int LineHeight = 18;
    private static readonly Colour s_missing = new(225, 225, 225);

    /// <summary>Draws the sheet on white.</summary>
    /// <param name="cells">Rows of pictures, all of one length; null for one that is missing.</param>
    /// <param name="columns">A heading for each column.</param>
    /// <param name="rows">A heading for each row; all of them may be empty.</param>
    /// <param name="title">A line above all, or empty.</param>
    /// <param name="side">The longer side of a cell in pixels; larger pictures are made smaller.</param>
    public static Picture Draw(
        IReadOnlyList<IReadOnlyList<Picture?>> cells,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> rows,
        string title,
        int side)
    {
        var fitted = cells.Select(row => row.Select(picture => picture is null ? null : Fit(picture, side)).ToArray()).ToArray();
        var there = fitted.SelectMany(row => row).OfType<Picture>().ToList();
        var (cellWidth, cellHeight) = there.Count == 0 ? (side, side)
            : (there.Max(picture => picture.Width), there.Max(picture => picture.Height));
        var columnTexts = columns.Select(heading => Heading(heading, cellWidth)).ToArray();
        var rowTexts = rows.Select(heading => Heading(heading, RowHeadingWidth)).ToArray();
        var left = rowTexts.All(text => text is null) ? Gap : RowHeadingWidth + (2 * Gap);
        var width = left + (columns.Count * (cellWidth + Gap));
        var titleText = TextPicture.Draw(title, width - (2 * Gap), 11);
        var columnTop = Gap + (titleText is null ? 0 : titleText.Height + (2 * Gap));
        var top = columnTop + (columnTexts.Max(text => text?.Height) is { } height ? height + Gap : 0);
        var sheet = Picture.Blank(width, top + (rows.Count * (cellHeight + Gap)), Colour.White);
        Centre(sheet, titleText, 0, Gap, width, titleText?.Height ?? 0);
        for (var x = 0; x < columns.Count; x++)
        {
            Centre(sheet, columnTexts[x], left + (x * (cellWidth + Gap)), columnTop, cellWidth, top - Gap - columnTop);
        }

        for (var y = 0; y < rows.Count; y++)
        {
            var cellTop = top + (y * (cellHeight + Gap));
            Centre(sheet, rowTexts[y], Gap, cellTop, RowHeadingWidth, cellHeight);
            for (var x = 0; x < columns.Count; x++)
            {
                var cell = fitted[y][x] ?? Picture.Blank(cellWidth, cellHeight, s_missing);
                Centre(sheet, cell, left + (x * (cellWidth + Gap)), cellTop, cellWidth, cellHeight);
            }
        }

        return sheet;
    }

    private static Picture Fit(Picture picture, int side)
    {
        var flat = picture.Flatten(Colour.White);
        var scale = (double)side / Math.Max(flat.Width, flat.Height);
        return scale >= 1 ? flat
            : flat.Resize(Math.Max(1, (int)Math.Round(flat.Width * scale)), Math.Max(1, (int)Math.Round(flat.Height * scale)));
    }

    private static Picture? Heading(string text, int width) =>
        TextPicture.Draw(text, width, 9) is { } drawn
            ? drawn.Crop(0, 0, Math.Min(drawn.Width, width), Math.Min(drawn.Height, MostHeadingLines * LineHeight))
            : null;

    private static void Centre(Picture sheet, Picture? picture, int left, int top, int width, int height)
    {
        if (picture is not null)
        {
            sheet.Paste(picture, left + ((width - picture.Width) / 2), top + ((height - picture.Height) / 2));
        }
    }
}
