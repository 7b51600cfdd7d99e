using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Glyphs;

/// <summary>Cuts pictures into tiles, PNG files in a folder: the training data of an upscaler.</summary>
public static class PictureTiles
{
    /// <summary>Side of a tile.</summary>
    public const int Side = 128;

    private const double DrawnContrast = 12, PhotographedContrast = 2; // skies are to stay smooth
    private static readonly double[] Scales = [0.3, 0.4, 0.55, 0.8]; // cameras' own pixels are soft

    /// <summary>The default folder of the tiles of photographs.</summary>
    public static string Folder => Path.Combine(ModelHub.Cache, "data", "tiles", "photos");

    /// <summary>Cuts photographs at several scales.</summary>
    /// <param name="photographs">Their files.</param>
    /// <param name="folder">Receives the tiles; null for <see cref="Folder"/>.</param>
    /// <param name="progress">Told what is being done and the fraction done.</param>
    /// <param name="cancel">Stops it between photographs.</param>
    /// <returns>The number of tiles.</returns>
    /// <exception cref="ImageFormatException">One cannot be read.</exception>
    /// <exception cref="OutputException">The folder cannot be written to.</exception>
    public static int Build(
        IReadOnlyList<string> photographs,
        string? folder = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancel = default)
    {
        folder ??= Folder;
        if (photographs.FirstOrDefault(path => !File.Exists(path)) is { } missing)
        {
            throw new ImageFormatException($"There is no file '{missing}'."); // before a tile is written
        }

        var count = 0;
        foreach (var (number, path) in photographs.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var whole = Picture.Load(path).Flatten(Colour.White);
            progress?.Report(new($"cutting {Path.GetFileName(path)}", (double)number / photographs.Count));
            foreach (var scale in Scales)
            {
                var scaled = whole.Resize((int)(whole.Width * scale), (int)(whole.Height * scale));
                var name = $"{Path.GetFileNameWithoutExtension(path)}-{100 * scale:F0}";
                count += Cut(scaled, Path.Combine(folder, name), PhotographedContrast);
            }
        }

        return count;
    }

    /// <summary>Writes the tiles of a picture that are not blank, from which nothing can be learned: <c>name-0.png</c>, …</summary>
    /// <returns>How many.</returns>
    internal static int Cut(Picture picture, string name, double contrast = DrawnContrast)
    {
        var tiles = 0;
        for (var y = 0; y + Side <= picture.Height; y += Side)
        {
            for (var x = 0; x + Side <= picture.Width; x += Side)
            {
                var tile = picture.Crop(x, y, Side, Side);
                if (Contrast(tile) >= contrast)
                {
                    tile.Save($"{name}-{tiles++}.png");
                }
            }
        }

        return tiles;
    }

    // standard deviation of green
    private static double Contrast(Picture tile)
    {
        var greens = Enumerable.Range(0, Side * Side).Select(i => (double)tile.Pixels[(3 * i) + 1]).ToArray();
        var mean = greens.Average();
        return Math.Sqrt(greens.Average(green => (green - mean) * (green - mean)));
    }
}
