using Atelier.Art.Complete;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Edits;

/// <summary>Where a picture may change: a picture's white, the transparent part of the start (<c>alpha</c>), a part such as
/// <c>top:1/2</c> or <c>box:left,top,width,height</c> in fractions of the sides, or where words are seen (<c>words:the red door</c>).
/// </summary>
internal sealed class RegionMask
{
    private const string Words = "words:";
    private readonly string _text;
    private readonly ObservedRegion? _region;

    private RegionMask(string text, ObservedRegion? region) => (_text, _region) = (text, region);

    /// <summary>The picture that holds the mask, or null.</summary>
    public string? File => _region is null && _text != "alpha" && !_text.StartsWith(Words, StringComparison.Ordinal) ? _text : null;

    /// <summary>Whether critics score where it is.</summary>
    public bool IsWords => _region is null && _text.StartsWith(Words, StringComparison.Ordinal);

    /// <summary>Parses the text of a mask.</summary>
    /// <exception cref="OptionException">The text has another form, or there is no such picture.</exception>
    public static RegionMask Parse(string text)
    {
        if (System.IO.File.Exists(text)
            || text == "alpha"
            || (text.StartsWith(Words, StringComparison.Ordinal) && text.Length > Words.Length))
        {
            return new(text, null);
        }

        try
        {
            return new(text, ObservedRegion.Parse(text));
        }
        catch (OptionException)
        {
            throw new OptionException(
                $"{nameof(EditOptions.Mask)} '{text}' is no part of a picture: a picture that is white where it may change, alpha, " +
                "top:1/2, box:left,top,width,height with fractions of the sides, or words:the red door is needed.",
                nameof(EditOptions.Mask));
        }
    }

    /// <summary>The mask [1, 1, h, w], 1 where the picture may change.</summary>
    /// <param name="original">The start picture as it was read.</param>
    /// <param name="fitted">The same at the run's size, [1, 3, h, w] in [0, 1].</param>
    /// <param name="feather">Width of the soft edge in pixels, inside the mask.</param>
    /// <param name="critics">See where the words are.</param>
    /// <exception cref="AtelierException">The mask's picture cannot be read, or the start has no transparent part.</exception>
    public Tensor Create(Picture original, Tensor fitted, double feather, IReadOnlyList<ICritic> critics)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (height, width) = ((int)fitted.size(2), (int)fitted.size(3));
        var mask = _region is not null ? OfRegion(_region, height, width)
            : _text == "alpha" ? OfAlpha(original, height, width)
            : File is { } path ? Picture.Load(path).Flatten(Colour.Black).Cover(width, height).ToTensor().mean([1], keepdim: true)
            : Relevance.Measure(_text[Words.Length..], fitted, critics);
        mask = mask.to(fitted.device).gt(0.5).to(ScalarType.Float32);
        return scope.MoveToOuter(Feather(mask, feather));
    }

    /// <summary>The mask [1, 1, h, w] of everything but a rectangle in pixels, with a soft edge that lies inside the rectangle.</summary>
    public static Tensor Around(int left, int top, int right, int bottom, int height, int width, double feather, Device device)
    {
        using var scope = NewDisposeScope();
        var soft = (int)Math.Ceiling(feather);
        var mask = ones([1, 1, height, width], device: device);
        var (x, y) = (left + (left > 0 ? soft : 0), top + (top > 0 ? soft : 0));
        var (w, h) = (width - right - (right > 0 ? soft : 0) - x, height - bottom - (bottom > 0 ? soft : 0) - y);
        mask.narrow(2, y, Math.Max(h, 1)).narrow(3, x, Math.Max(w, 1)).zero_();
        return scope.MoveToOuter(Feather(mask, feather));
    }

    // 0 outside the mask, rising to 1 within so many pixels of its edge; the picture's border is no edge
    private static Tensor Feather(Tensor mask, double feather)
    {
        var radius = (int)Math.Round(feather);
        if (radius == 0)
        {
            return mask;
        }

        using var scope = NewDisposeScope();
        var side = (2 * radius) + 1;
        var padded = F.pad(mask, [radius, radius, radius, radius], mode: PaddingModes.Replicate);
        var share = F.avg_pool2d(padded, side, stride: 1); // 1/2 at a straight edge, 1 at this distance inside
        return scope.MoveToOuter(((share * 2) - 1).clamp(0, 1) * mask);
    }

    private static Tensor OfRegion(ObservedRegion region, int height, int width)
    {
        var mask = zeros([1, 1, height, width]);
        var (left, top) = ((long)Math.Round(region.Left * width), (long)Math.Round(region.Top * height));
        var (right, bottom) = ((long)Math.Round(region.Right * width), (long)Math.Round(region.Bottom * height));
        mask.narrow(2, Math.Min(top, height - 1), Math.Max(1, bottom - top))
            .narrow(3, Math.Min(left, width - 1), Math.Max(1, right - left)).fill_(1);
        return mask;
    }

    private static Tensor OfAlpha(Picture original, int height, int width)
    {
        if (original.Channels != 4)
        {
            throw new OptionException(
                $"{nameof(EditOptions.Mask)} alpha needs a start picture with a transparent part: this one has none.",
                nameof(EditOptions.Mask));
        }

        byte[] opaque = [.. Enumerable.Range(0, original.Width * original.Height)
            .SelectMany(i => Enumerable.Repeat(original.Pixels[(i * 4) + 3], 3))];
        return 1 - new Picture(original.Width, original.Height, 3, opaque).Cover(width, height).ToTensor().narrow(1, 0, 1);
    }
}
