using Atelier.Core;
using Atelier.Glyphs.Sources;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Torch;

namespace Atelier.Glyphs;

/// <summary>Cuts large drawings of the glyphs into tiles, a folder of PNG files: what an upscaler learns from.</summary>
public static class GlyphTiles
{
    /// <summary>Side of a tile.</summary>
    public const int Side = 128;

    private const int Drawn = 3 * Side; // side of a drawing; pictures that are no vector drawings keep their own
    private const int LeastContrast = 12;

    /// <summary>Where the tiles are kept.</summary>
    public static string Folder => Path.Combine(ModelHub.Cache, "data", "glyph-tiles");

    /// <summary>True for drawings (8 %, by code point) that no tile is cut from: to test on.</summary>
    public static bool IsHeldOut(string code) => new GlyphSplit(seed: 5).IsHeldOutConcept(code);

    /// <summary>Downloads what is missing and cuts.</summary>
    /// <param name="folder">Where the tiles go; null for <see cref="Folder"/>.</param>
    /// <param name="every">Of so many drawings one is used.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How many tiles there are.</returns>
    /// <exception cref="UserException">A package cannot be downloaded, or the folder cannot be written to.</exception>
    public static async Task<int> BuildAsync(
        string? folder = null, int every = 3, IProgress<BuildProgress>? progress = null, CancellationToken cancel = default)
    {
        folder ??= Folder;
        var count = 0;
        foreach (var (number, source) in GlyphSource.Core.Index())
        {
            var tarball = await source.Package.FetchAsync(Path.Combine(ModelHub.Cache, "packages"), cancel: cancel).ConfigureAwait(false);
            var files = GlyphSource.Read(tarball, _ => null).Where(file => !IsHeldOut(file.Code)).Where((_, i) => i % every == 0).ToArray();
            var done = 0;
            await Parallel.ForAsync(0, files.Length, cancel, (i, _) =>
            {
                Interlocked.Add(ref count, Cut(files[i], Path.Combine(folder, $"{source.Set}-{files[i].Code}")));
                progress?.Report(new(
                    $"cutting {source.Set}", (number + (Interlocked.Increment(ref done) / (double)files.Length)) / GlyphSource.Core.Count));
                return ValueTask.CompletedTask;
            }).ConfigureAwait(false);
        }

        return count;
    }

    private static int Cut(GlyphFile file, string name)
    {
        Picture picture;
        try
        {
            picture = Picture.Decode(file.Picture, file.Code, fit: Drawn);
        }
        catch (AtelierException)
        {
            return 0; // what this machine's SVG library cannot draw
        }

        var random = new SplitMix64(7, file.Code.Aggregate(17L, (hash, letter) => (hash * 31) + letter));
        var ground = random.Chance(0.5f)
            ? Colour.White
            : new Colour((byte)random.Below(256), (byte)random.Below(256), (byte)random.Below(256));
        picture = picture.Flatten(ground);
        var tiles = 0;
        for (var y = 0; y + Side <= picture.Height; y += Side)
        {
            for (var x = 0; x + Side <= picture.Width; x += Side)
            {
                var tile = picture.Crop(x, y, Side, Side);
                if (Contrast(tile) >= LeastContrast)
                {
                    tile.Save($"{name}-{tiles++}.png");
                }
            }
        }

        return tiles;
    }

    // standard deviation of green: blank tiles teach nothing
    private static double Contrast(Picture tile)
    {
        var greens = Enumerable.Range(0, Side * Side).Select(i => (double)tile.Pixels[(3 * i) + 1]).ToArray();
        var mean = greens.Average();
        return Math.Sqrt(greens.Average(green => (green - mean) * (green - mean)));
    }
}
