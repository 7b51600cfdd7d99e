namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>A neon sign: glowing outlines in the colours of the picture on a dark wall.</summary>
internal static class Neon
{
    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var unit = Tones.Unit(picture);
        var tube = Tones.Lines(picture, width: 0.8, strength: 3.2);
        var colour = Glowing(Tones.Blur(picture, 2 * unit), seed);
        var wall = Tones.Colour([0.05f, 0.04f, 0.10f], picture);
        var light = (colour * tube) + (Tones.Blur(colour * tube, 4 * unit) * 1.4);
        var core = tube.pow(4) * 0.6; // the middle of a tube is almost white
        return scope.MoveToOuter((wall + light + core).clamp(0, 1));
    }

    // the picture's hues, bright and full; where it has none, one hue by the seed
    private static Tensor Glowing(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (low, high) = (picture.amin([1], keepdim: true), picture.amax([1], keepdim: true));
        var full = (picture - low) / (high - low).clamp_min(1e-3);
        float[] own = (seed % 3) switch { 0 => [1f, 0.2f, 0.6f], 1 => [0.1f, 0.9f, 1f], _ => [0.5f, 1f, 0.2f] };
        var saturation = ((high - low) * 4).clamp(0, 1);
        return scope.MoveToOuter(lerp(Tones.Colour(own, picture).expand_as(full), full, saturation.expand_as(full)));
    }
}
