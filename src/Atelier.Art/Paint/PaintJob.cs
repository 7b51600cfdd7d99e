using Atelier.Art.Paint.Film;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint;

/// <summary>The files to write of a painting.</summary>
public sealed record PaintJob
{
    /// <summary>The painted picture's file; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>The picture's longer side in pixels; 0 for the original's.</summary>
    public int Size { get; init; }

    /// <summary>Strength of the light on the paint, 0 to 1; null for the style's.</summary>
    public double? Relief { get; init; }

    /// <summary>Strength of the canvas texture, 0 to 1; null for the style's.</summary>
    public double? Texture { get; init; }

    /// <summary>The film's file; null for none.</summary>
    public string? Film { get; init; }

    /// <summary>Options of the film.</summary>
    public FilmOptions FilmOptions { get; init; } = new();

    /// <summary>The strokes' file; null for none.</summary>
    public string? StrokesFile { get; init; }

    /// <summary>The vector drawing's file; null for none.</summary>
    public string? Drawing { get; init; }

    /// <summary>Metadata to store in the picture, by key: how it was made.</summary>
    public IReadOnlyDictionary<string, string>? Record { get; init; }

    /// <summary>Checks ranges and names, before any work is done.</summary>
    /// <exception cref="OptionException">A value is out of range.</exception>
    /// <exception cref="OutputException">A file has an unsupported format.</exception>
    public void Validate()
    {
        if (Size is < 0 or > 16384 || Relief is not (null or (>= 0 and <= 1)) || Texture is not (null or (>= 0 and <= 1)))
        {
            throw new OptionException(
                $"{nameof(Size)} is up to 16384, {nameof(Relief)} and {nameof(Texture)} are 0 to 1.",
                nameof(Size),
                nameof(Relief),
                nameof(Texture));
        }

        if (Output is not null && !MediaKinds.IsWritten(Output, MediaUse.Picture))
        {
            throw new OutputException(
                $"Paintings are written as {MediaKinds.Names(MediaUse.Picture, written: true)}; '{Output}' is none of them.");
        }

        RequireExtension(StrokesFile, ".json", "Strokes");
        RequireExtension(Drawing, ".svg", "Drawings");
        if (Film is not null && Path.GetExtension(Film).Length > 0 && !MediaKinds.IsWritten(Film, MediaUse.Film))
        {
            throw new OutputException(
                $"Films are written as {MediaKinds.Names(MediaUse.Film, written: true)} or a folder of frames; '{Film}' is none of them.");
        }

        FilmOptions.Validate();
    }

    /// <summary>Checks that all files can be written, before any work is done.</summary>
    /// <exception cref="OutputException">One cannot.</exception>
    public void RequireWritable()
    {
        foreach (var file in new[] { Output, StrokesFile, Drawing }.OfType<string>())
        {
            AtomicFile.RequireWritable(file);
        }

        if (Film is not null)
        {
            FilmWriter.RequireWritable(Film);
        }
    }

    /// <summary>Writes all files.</summary>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; no file is incomplete.</exception>
    public void Write(Painting painting, IProgress<(int Frame, int Frames)>? filming = null, CancellationToken cancel = default)
    {
        var (width, height) = Size > 0 ? painting.SizeWithLongerSide(Size) : (painting.Width, painting.Height);
        if ((long)width * height > Picture.MaxPixels)
        {
            throw new OptionException(
                $"A painting of {width} × {height} pixels is too large; at most {Picture.MaxPixels / 1_000_000} million pixels are " +
                "painted.",
                nameof(Size));
        }

        var finish = painting.Style.Finish(Relief, Texture);
        if (Output is not null)
        {
            finish.Apply(painting.Render(width, height)).Save(Output, Record);
        }

        cancel.ThrowIfCancellationRequested();
        if (StrokesFile is not null)
        {
            StrokeFile.Write(StrokesFile, painting);
        }

        if (Drawing is not null)
        {
            StrokeSvg.Write(Drawing, painting);
        }

        if (Film is not null)
        {
            new PaintFilm(painting, finish, FilmOptions).Write(Film, filming, cancel);
        }
    }

    private static void RequireExtension(string? path, string extension, string what)
    {
        if (path is not null && !Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new OutputException($"{what} are written as {extension}; '{path}' is none.");
        }
    }
}
