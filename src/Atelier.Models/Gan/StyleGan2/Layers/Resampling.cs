namespace Atelier.Models.Gan.StyleGan2.Layers;

/// <summary>Zeros or cuts around a picture, in pixels; negative numbers cut.</summary>
internal readonly record struct Margins(int Left, int Right, int Top, int Bottom)
{
    /// <summary>The same on all sides.</summary>
    public Margins(int all)
        : this(all, all, all, all)
    {
    }

    /// <summary>Wider before (left and top) and after (right and bottom) by these.</summary>
    public Margins Wider(int before, int after) => new(Left + before, Right + after, Top + before, Bottom + after);
}

/// <summary>Resampling through a low-pass filter: upsampling, filtering and downsampling in one (<c>upfirdn2d</c>), also around a
/// convolution (<c>conv2d_resample</c>). b batch, i channels in, o channels out, k side of the kernel.</summary>
internal static class Resampling
{
    /// <summary>Inserts zeros, pads, convolves with the filter, and keeps every so many pixels.</summary>
    /// <param name="x">[b, c, h, w].</param>
    /// <param name="filter">[fh, fw].</param>
    /// <param name="up">The factor of upsampling, across and down.</param>
    /// <param name="down">The factor of downsampling, across and down.</param>
    /// <param name="margins">Of the upsampled picture.</param>
    /// <param name="flip">Correlation instead of convolution.</param>
    /// <param name="gain">A factor.</param>
    public static Tensor UpFirDown(
        Tensor x, Tensor filter, (int X, int Y) up, (int X, int Y) down, Margins margins, bool flip = false, double gain = 1)
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.size(0), x.size(1), x.size(2), x.size(3));
        if (up != (1, 1))
        {
            x = x.reshape(batch, channels, height, 1, width, 1);
            x = F.pad(x, [0, up.X - 1, 0, 0, 0, up.Y - 1]).reshape(batch, channels, height * up.Y, width * up.X);
        }

        if (margins != default)
        {
            x = F.pad(x, [margins.Left, margins.Right, margins.Top, margins.Bottom]);
        }

        filter = (flip ? filter : filter.flip(0, 1)).to(x.dtype) * gain;
        return scope.MoveToOuter(F.conv2d(
            x, filter.expand(channels, 1, -1, -1), null, strides: [down.Y, down.X], groups: channels));
    }

    /// <summary>Doubles a picture [b, c, h, w].</summary>
    public static Tensor Upsample(Tensor x, Tensor filter) =>
        UpFirDown(x, filter, (2, 2), (1, 1), Around(filter, up: 2), gain: 4);

    /// <summary>Halves a picture [b, c, h, w].</summary>
    public static Tensor Downsample(Tensor x, Tensor filter) =>
        UpFirDown(x, filter, (1, 1), (2, 2), Around(filter, down: 2));

    /// <summary>Filters a picture [b, c, h, w] and keeps its size.</summary>
    public static Tensor Filter(Tensor x, Tensor filter) => UpFirDown(x, filter, (1, 1), (1, 1), Around(filter));

    /// <summary>A convolution that resamples too, in the order that costs least. Correlation, as usual in networks.</summary>
    /// <param name="x">[b, i, h, w].</param>
    /// <param name="weight">[o, i, k, k].</param>
    /// <param name="filter">[f, f].</param>
    /// <param name="up">The factor of upsampling.</param>
    /// <param name="down">The factor of downsampling; one of both is 1.</param>
    /// <param name="flip">Convolution in the mathematical sense instead of correlation.</param>
    /// <returns>[b, o, h', w'].</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor filter, int up = 1, int down = 1, bool flip = false)
    {
        using var scope = NewDisposeScope();
        var (kernel, padding) = ((int)weight.size(2), (int)weight.size(2) / 2);
        var margins = Around(filter, up, down).Wider(padding, padding);
        if (up > 1 && kernel > 1)
        {
            // a transposed convolution turns the kernel around by itself
            var turned = (flip ? weight : weight.flip(2, 3)).transpose(0, 1);
            margins = margins.Wider(1 - kernel, up - kernel);
            var cut = Math.Max(0, Math.Min(-margins.Left, -margins.Right));
            x = F.conv_transpose2d(x, turned, null, [up, up], [cut, cut]);
            return scope.MoveToOuter(UpFirDown(x, filter, (1, 1), (1, 1), margins.Wider(cut, cut), gain: up * up));
        }

        weight = flip ? weight.flip(2, 3) : weight;
        return scope.MoveToOuter((up > 1, down > 1, kernel > 1) switch
        {
            (true, _, _) => UpFirDown(F.conv2d(x, weight), filter, (up, up), (1, 1), margins, gain: up * up),
            (_, true, false) => F.conv2d(UpFirDown(x, filter, (1, 1), (down, down), margins), weight),
            (_, true, true) => F.conv2d(UpFirDown(x, filter, (1, 1), (1, 1), margins), weight, null, strides: [down, down]),
            _ => F.conv2d(x, weight, null, padding: [padding, padding]),
        });
    }

    // what keeps the filter centred
    private static Margins Around(Tensor filter, int up = 1, int down = 1)
    {
        var size = (int)filter.size(0);
        return up > 1 ? new Margins(0).Wider((size + up - 1) / 2, (size - up) / 2)
            : down > 1 ? new Margins(0).Wider((size - down + 1) / 2, (size - down) / 2)
            : new Margins(0).Wider(size / 2, (size - 1) / 2);
    }
}
