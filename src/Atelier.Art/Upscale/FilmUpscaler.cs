using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Upscale;

/// <summary>Upscales a film frame by frame; its sound, subtitles and chapters are kept.</summary>
internal static class FilmUpscaler
{
    /// <summary>Upscales a film; the output file appears complete or not at all.</summary>
    /// <returns>What of the film has changed, in sentences: streams that the output format cannot hold, odd sides.</returns>
    public static IReadOnlyList<string> Run(
        UpscaleItem item, Upscaler network, UpscaleOptions options, IProgress<double> progress, CancellationToken cancel)
    {
        using var film = FilmReader.Open(item.From);
        var (width, height) = (Even(film.Width * options.Scale), Even(film.Height * options.Scale)); // video codecs need even sides
        using var writer = FilmWriter.Create(item.To, width, height, film);
        var upscaler = new TiledUpscaler(network, options);
        var frame = 0;
        Picture? last = null;
        while (film.Next() is { } picture)
        {
            if (picture == last)
            {
                writer.Repeat();
            }
            else
            {
                using var small = FullPicture.From(picture);
                using var large = upscaler.Upscale(small, null, cancel);
                writer.Add(new Picture(large.Width, large.Height, large.Channels, large.Samples).Resize(width, height));
            }

            last = picture;
            progress.Report(Math.Min(1, ++frame / (double)film.Frames));
        }

        writer.Finish();
        var exact = (Width: (int)Math.Round(film.Width * options.Scale), Height: (int)Math.Round(film.Height * options.Scale));
        string[] size = exact == (width, height) ? []
            : [$"{item.To} is of {width} × {height} pixels, not {exact.Width} × {exact.Height}: players need even sides."];
        return [.. writer.LeftOut.Select(what => $"{item.To} cannot hold the {what} of {item.From}: they are left out."), .. size];
    }

    private static int Even(double side) => Math.Max(2, (int)Math.Round(side / 2) * 2);
}
