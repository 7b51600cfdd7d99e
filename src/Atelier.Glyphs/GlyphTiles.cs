using Atelier.Core;
using Atelier.Glyphs.Sources;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Torch;

namespace Atelier.Glyphs;

/// <summary>Cuts large drawings of the glyphs into tiles, PNG files in a folder: the training data of an upscaler.</summary>
public static class GlyphTiles
{
    private const int DrawingSide = 3 * PictureTiles.Side; // of vector drawings; others keep their size

    /// <summary>The default folder of the tiles.</summary>
    public static string Folder => Path.Combine(ModelHub.Cache, "data", "tiles", "glyphs");

    /// <summary>Whether a drawing is kept for testing, which holds for 8 % of the code points.</summary>
    public static bool IsHeldOut(string code) => new GlyphSplit(seed: 5).IsHeldOutConcept(code);

    /// <summary>Downloads what is missing and cuts the tiles.</summary>
    /// <param name="folder">Receives the tiles; null for <see cref="Folder"/>.</param>
    /// <param name="every">Uses every n-th drawing.</param>
    /// <param name="progress">Told what is being done and the fraction done.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The number of tiles.</returns>
    /// <exception cref="DownloadException">A package cannot be downloaded.</exception>
    /// <exception cref="OutputException">The folder cannot be written to.</exception>
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
            picture = Picture.Decode(file.Picture, file.Code, fit: DrawingSide);
        }
        catch (AtelierException)
        {
            return 0; // this machine's SVG library cannot draw it
        }

        var random = new SplitMix64(7, file.Code.Aggregate(17L, (hash, letter) => (hash * 31) + letter));
        var background = random.Bernoulli(0.5f)
            ? Colour.White
            : new Colour((byte)random.Below(256), (byte)random.Below(256), (byte)random.Below(256));
        picture = picture.Flatten(background);
        return PictureTiles.Cut(picture, name);
    }
}
