using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Upscale;

/// <summary>Upscales pictures of any size, tile by tile.</summary>
public sealed class TiledUpscaler(Upscaler network, UpscaleOptions options)
{
    private const int Feather = 8;
    private const int LargestTile = 256;
    private const int SmallestTile = 32;
    private const int MostPasses = 4; // 16 times by a network that doubles
    private const double LargestResampling = 1.5; // a larger remaining factor takes another pass of the network

    /// <summary>The upscaled picture, with the bit depth, profile and metadata of the small one.</summary>
    /// <param name="picture">The small picture.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1.</param>
    /// <param name="cancel">Cancels between tiles.</param>
    /// <exception cref="ImageFormatException">The result would exceed 2 GB.</exception>
    public FullPicture Upscale(FullPicture picture, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        var (width, height) = ((int)Math.Round(picture.Width * options.Scale), (int)Math.Round(picture.Height * options.Scale));
        var passes = Passes(options.Scale);
        var current = picture;
        var (done, all) = (0.0, Enumerable.Range(0, passes).Sum(pass => Math.Pow(network.Scale, 2 * pass)));
        for (var pass = 1; pass <= passes; pass++)
        {
            if (pass > 1 && pass == passes)
            {
                // so that the last pass ends at the requested size
                current = Replace(
                    current,
                    Resize((int)Math.Round(width / (double)network.Scale), (int)Math.Round(height / (double)network.Scale)));
            }

            var share = Math.Pow(network.Scale, 2 * (pass - 1)) / all;
            var before = done;
            current = Replace(current, RunNetwork(current, part => progress?.Report(before + (part * share)), cancel));
            done += share;
        }

        return Replace(current, Resize(width, height));

        FullPicture Resize(int across, int down) => current.Resize(across, down, mayRing: !network.AntiRinging);

        FullPicture Replace(FullPicture old, FullPicture next)
        {
            if (!ReferenceEquals(old, next) && !ReferenceEquals(old, picture))
            {
                old.Dispose();
            }

            return next;
        }
    }

    // a network of scale 1 runs once, and resampling does the rest
    private int Passes(double scale) => network.Scale == 1 ? 1
        : Enumerable.Range(1, MostPasses)
            .First(passes => passes == MostPasses || scale / Math.Pow(network.Scale, passes) <= LargestResampling);

    private FullPicture RunNetwork(FullPicture picture, Action<double> report, CancellationToken cancel)
    {
        using var noGrad = no_grad();
        var s = network.Scale;
        if ((long)picture.Width * picture.Height * s * s * picture.Channels * (picture.Bits / 8) > Array.MaxLength)
        {
            throw new ImageFormatException(
                $"Enlarged {s} times, {picture.Width} × {picture.Height} pixels would take more than 2 GB: choose a smaller picture or " +
                "crop it.");
        }

        var enlarged = picture.Blank(picture.Width * s, picture.Height * s);
        var overlap = options.Overlap ?? Math.Min(network.Reach, 32);
        var tile = options.Tile switch
        {
            0 => Math.Max(picture.Width, picture.Height),
            { } chosen => chosen,
            null => LargestWithin(options.MemoryMegabytes, overlap),
        };
        var start = Math.Max(2, network.SizeMultiple); // kernels compute two rows together: the same two with and without tiles
        var (across, down) =
            (FeatheredTile.Cover(picture.Width, tile, overlap, Feather, start),
                FeatheredTile.Cover(picture.Height, tile, overlap, Feather, start));
        var (done, opaque) = (0, picture.IsOpaque);
        foreach (var y in down)
        {
            foreach (var x in across)
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var small = picture.Read(x.From, y.From, x.To - x.From, y.To - y.From);           // [1, c, h, w]
                var large = Forward(small, opaque);                                                 // [1, c, s h, s w]
                large = large.narrow(2, (y.PasteFrom - y.From) * s, (y.PasteTo - y.PasteFrom) * s)
                    .narrow(3, (x.PasteFrom - x.From) * s, (x.PasteTo - x.PasteFrom) * s);
                enlarged.Blend(large, x.PasteFrom * s, y.PasteFrom * s, x.Weights(s), y.Weights(s));
                report(++done / (double)(across.Length * down.Length));
            }
        }

        return enlarged;
    }

    // alpha is upscaled as a grey picture
    private Tensor Forward(Tensor small, bool opaque)
    {
        var device = network.Device;
        if (small.size(1) == 3)
        {
            return Padded(small.to(device));
        }

        var (colours, alpha) = (small.narrow(1, 0, 3), small.narrow(1, 3, 1));
        if (opaque)
        {
            var large = Padded(colours.to(device));
            return cat([large, ones([1, 1, large.size(2), large.size(3)], device: device)], 1);
        }

        var upscaled = Padded(cat([AlphaBleeding.Fill(colours, alpha), alpha.expand(1, 3, alpha.size(2), alpha.size(3))], 0)
            .to(device)); // [2, 3, s h, s w]
        return cat([upscaled.narrow(0, 0, 1), upscaled.narrow(0, 1, 1).mean([1], keepdim: true)], 1);
    }

    // pixel unshuffle needs sides that are multiples of its factor: the rest is mirrored
    private Tensor Padded(Tensor x)
    {
        var (h, w, m) = (x.size(2), x.size(3), network.SizeMultiple);
        var (right, below) = ((m - (w % m)) % m, (m - (h % m)) % m);
        if (right + below == 0)
        {
            return network.Enlarge(x);
        }

        var rows = Enumerable.Range(0, (int)(h + below)).Select(i => (long)Mirrored(i, (int)h)).ToArray();
        var columns = Enumerable.Range(0, (int)(w + right)).Select(i => (long)Mirrored(i, (int)w)).ToArray();
        var y = network.Enlarge(
            x.index_select(2, tensor(rows, [rows.Length]).to(x.device)).index_select(3, tensor(columns, [columns.Length]).to(x.device)));
        return y.narrow(2, 0, h * network.Scale).narrow(3, 0, w * network.Scale);

        static int Mirrored(int at, int length) => at < length ? at : Math.Max(0, (2 * length) - 2 - at);
    }

    private int LargestWithin(int megabytes, int overlap)
    {
        var pixels = megabytes * 1e6 / network.BytesPerPixel;
        var side = (int)Math.Sqrt(pixels) - (2 * (overlap + Feather));
        return Math.Clamp(side / 16 * 16, SmallestTile, LargestTile);
    }
}
