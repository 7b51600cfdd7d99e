using Atelier.Core;
using Atelier.Imaging.Pictures;
using NetVips;

namespace Atelier.Imaging.Film;

/// <summary>The frames of an animated GIF or WebP file, decoded by libvips one by one, and repeated for their delays.</summary>
internal sealed class AnimationFrames : IFilmFrames
{
    private const int MaxFrameRate = 50;
    private const int ShortestDelay = 20; // milliseconds; shorter delays count as 100, as in browsers
    private readonly string _path;
    private readonly Image _pages; // stacked vertically
    private readonly Region _region;
    private readonly int[] _until; // per page, the index after its last repetition
    private Picture? _page;
    private int _at, _shown;

    public AnimationFrames(string path, byte[] file)
    {
        _path = path;
        if (file is [(byte)'G', (byte)'I', (byte)'F', ..])
        {
            GifBlocks.RequireWhole(file, $"'{path}'");
        }

        try
        {
            using (var probe = Open(file, Enums.Access.Sequential))
            {
                Height = probe.Contains("page-height") ? (int)probe.Get("page-height") : probe.Height;
                var hasAlpha = probe.HasAlpha() && IsTransparent(probe);
                Channels = hasAlpha ? 4 : 3;
            }

            var pages = Open(file, Enums.Access.Sequential);
            (Width, _pages) = (pages.Width, pages);
            var count = pages.Height / Height;
            int[] delays = pages.Contains("delay") ? (int[])pages.Get("delay") : [];
            delays = [.. Enumerable.Range(0, count).Select(i => i < delays.Length && delays[i] >= ShortestDelay ? delays[i] : 100)];
            var step = Math.Max(delays.Aggregate(Gcd), 1000 / MaxFrameRate);
            Rate = $"{1000 / Gcd(1000, step)}/{step / Gcd(1000, step)}";
            _until = Ends(delays, step);
            _region = Region.New(pages);
        }
        catch (VipsException e)
        {
            throw Damaged(e);
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>3, or 4 with transparency.</summary>
    public int Channels { get; }

    public string Rate { get; }

    /// <summary>Frames, including repetitions.</summary>
    public int Count => _until[^1];

    public Picture? Next()
    {
        if (_shown >= Count)
        {
            return null;
        }

        try
        {
            while (_page is null || _shown >= _until[_at])
            {
                _at += _page is null ? 0 : 1;
                _page = Shape(_region.Fetch(0, _at * Height, Width, Height));
            }
        }
        catch (VipsException e)
        {
            throw Damaged(e);
        }

        _shown++;
        return _page;
    }

    public void Dispose()
    {
        _region.Dispose();
        _pages.Dispose();
    }

    private static Image Open(byte[] file, Enums.Access access)
    {
        LibVips.Require();
        return Image.FindLoadBuffer(file) == "VipsForeignLoadWebpBuffer"
            ? Image.WebploadBuffer(file, n: -1, access: access, failOn: Enums.FailOn.Error)
            : Image.GifloadBuffer(file, n: -1, access: access, failOn: Enums.FailOn.Error);
    }

    private static bool IsTransparent(Image image)
    {
        using var alpha = image[image.Bands - 1];
        return alpha.Min() < 255;
    }

    private static int[] Ends(int[] delays, int step)
    {
        var ends = new int[delays.Length];
        double time = 0;
        for (var i = 0; i < delays.Length; i++)
        {
            time += delays[i];
            ends[i] = Math.Max((i > 0 ? ends[i - 1] : 0) + 1, (int)Math.Round(time / step));
        }

        return ends;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    // grey becomes RGB, and a fully opaque alpha channel is dropped
    private Picture Shape(byte[] samples)
    {
        var bands = _pages.Bands;
        if (bands == Channels)
        {
            return new(Width, Height, Channels, samples);
        }

        var pixels = new byte[Width * Height * Channels];
        for (int from = 0, to = 0; to < pixels.Length; from += bands, to += Channels)
        {
            for (var c = 0; c < 3; c++)
            {
                pixels[to + c] = samples[from + (bands < 3 ? 0 : c)];
            }

            if (Channels == 4)
            {
                pixels[to + 3] = samples[from + bands - 1];
            }
        }

        return new(Width, Height, Channels, pixels);
    }

    private ImageFormatException Damaged(VipsException e) => new($"The animation '{_path}' is damaged: {LibVips.Reason(e)}.", e);
}
