namespace Atelier.Imaging.Pictures;

/// <summary>A sheet of pictures in rows, with captions.</summary>
public static class ContactSheet
{
    private const int Gap = 8;
    private const int LineHeight = 14;

    /// <summary>Draws the sheet on white. Cells are as large as the largest picture; captions are
    /// wrapped and take at most five lines.</summary>
    /// <param name="pictures">At least one.</param>
    /// <param name="columns">Pictures per row.</param>
    /// <param name="captions">One per picture, or null for none.</param>
    public static Picture Draw(IReadOnlyList<Picture> pictures, int columns, IReadOnlyList<string>? captions = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (pictures.Count == 0 || (captions is not null && captions.Count != pictures.Count))
        {
            throw new ArgumentException($"{pictures.Count} pictures and {captions?.Count} captions make no sheet.", nameof(captions));
        }
        columns = Math.Min(columns, pictures.Count);
        var cellWidth = pictures.Max(picture => picture.Width);
        var cellHeight = pictures.Max(picture => picture.Height);
        var texts = captions?.Select(caption => TextPicture.Draw(caption, cellWidth)).ToArray();
        var textHeight = texts is null ? 0 : (Gap / 2) + Math.Min(5 * LineHeight, texts.Max(text => text?.Height ?? 0));
        var rows = (pictures.Count + columns - 1) / columns;
        var sheet = Picture.Blank(
            Gap + columns * (cellWidth + Gap), Gap + rows * (cellHeight + textHeight + Gap), Colour.White);
        for (var i = 0; i < pictures.Count; i++)
        {
            var left = Gap + i % columns * (cellWidth + Gap);
            var top = Gap + i / columns * (cellHeight + textHeight + Gap);
            var picture = pictures[i].Flatten(Colour.White);
            sheet.Paste(picture, left + (cellWidth - picture.Width) / 2, top + (cellHeight - picture.Height) / 2);
            if (texts?[i] is { } text)
            {
                var visible = text.Crop(0, 0, Math.Min(text.Width, cellWidth), Math.Min(text.Height, textHeight - Gap / 2));
                sheet.Paste(visible, left + (cellWidth - visible.Width) / 2, top + cellHeight + Gap / 2);
            }
        }
        return sheet;
    }
}
