using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Films;

/// <summary>The file that a film is written to.</summary>
public sealed record FilmOrder
{
    private const double LargestEnlargement = 16;

    /// <summary>Its path: .mp4, .webm, .gif, .webp and so on, or a folder of PNG frames.</summary>
    public required string Output { get; init; }

    /// <summary>Frames per second.</summary>
    public int Rate { get; init; } = 24;

    /// <summary>The longer side in pixels; null for that of the frames. Larger frames are upscaled by a network.</summary>
    public int? Size { get; init; }

    /// <summary>A sound to add, or null.</summary>
    public string? Sound { get; init; }

    /// <summary>A film whose frame rate, sound and subtitles are kept, or null.</summary>
    public string? Source { get; init; }

    /// <summary>The film's size for frames of this one: even, as players require.</summary>
    /// <exception cref="OptionException">The frames would be enlarged too much.</exception>
    public (int Width, int Height) Fit(int width, int height)
    {
        if (Size > LargestEnlargement * Math.Max(width, height))
        {
            throw new OptionException(
                $"{nameof(Size)} {Size} is more than {LargestEnlargement} times the size of the frames, which is {width}x{height}.",
                nameof(Size));
        }

        var (w, h) = Size is { } longer ? Picture.FitSize(width, height, longer) : (width, height);
        return (w + (w % 2), h + (h % 2));
    }
}
