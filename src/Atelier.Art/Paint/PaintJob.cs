using Atelier.Media;
using Atelier.Core;

namespace Atelier.Art.Paint;

/// <summary>What is wanted of a painting: the picture, and what else is written of it.</summary>
public sealed record PaintJob
{
    /// <summary>The painted picture's file; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>The picture's longer side in pixels; 0 for the original's.</summary>
    public int Size { get; init; }

    /// <summary>Strength of the light on the paint, 0 to 1; null for the style's.</summary>
    public double? Relief { get; init; }

    /// <summary>Strength of the canvas's weave, 0 to 1; null for the style's.</summary>
    public double? Texture { get; init; }

    /// <summary>The film's file; null for none.</summary>
    public string? Film { get; init; }

    /// <summary>How the film is made.</summary>
    public FilmOptions FilmOptions { get; init; } = new();

    /// <summary>The strokes' file; null for none.</summary>
    public string? StrokesFile { get; init; }

    /// <summary>The vector drawing's file; null for none.</summary>
    public string? Drawing { get; init; }

    /// <summary>Checks ranges and names, before any work is done.</summary>
    /// <exception cref="UserException">Something is wrong.</exception>
    public void Validate()
    {
        if (Size is < 0 or > 16384 || Relief is not (null or (>= 0 and <= 1)) || Texture is not (null or (>= 0 and <= 1)))
        {
            throw new UserException("--size is up to 16384, --relief and --texture are 0 to 1.");
        }

        Named(Output, [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"], "Paintings");
        Named(StrokesFile, [".json"], "Strokes");
        Named(Drawing, [".svg"], "Drawings");
        Named(Film, [".mp4", ".webm", ".gif", ".webp", ""], "Films");
        FilmOptions.Validate();
    }

    /// <summary>Writes everything that is wanted.</summary>
    /// <exception cref="UserException">A place cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was begun is not there.</exception>
    public void Write(Painting painting, IProgress<(int Frame, int Frames)>? filming = null, CancellationToken cancel = default)
    {
        var (width, height) = Size > 0 ? painting.Sized(Size) : (painting.Width, painting.Height);
        if ((long)width * height > Picture.MaxPixels)
        {
            throw new UserException($"A painting of {width} × {height} pixels is too large; at most {Picture.MaxPixels / 1_000_000} million pixels are painted.");
        }

        var finish = new Finish(Relief ?? painting.Style.Relief, Texture ?? painting.Style.Texture, painting.Style.Paper);
        if (Output is not null)
        {
            finish.Apply(painting.Render(width, height)).Save(Output);
        }

        cancel.ThrowIfCancellationRequested();
        if (StrokesFile is not null)
        {
            StrokeFile.Write(StrokesFile, painting);
        }

        if (Drawing is not null)
        {
            StrokeDrawing.Write(Drawing, painting);
        }

        if (Film is not null)
        {
            new PaintFilm(painting, finish, FilmOptions).Write(Film, filming, cancel);
        }
    }

    private static void Named(string? path, string[] extensions, string what)
    {
        if (path is not null && !extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            throw new UserException($"{what} are written as {string.Join(", ", extensions.Select(extension => extension.Length == 0 ? "a folder of frames" : extension))}; '{path}' is none of them.");
        }
    }
}
