namespace Atelier.Art.Imagine.Starts.Manners.Prints;

/// <summary>An old photograph: brown tones, dark corners and grain.</summary>
internal static class Sepia
{
    private static readonly float[] Dark = [0.17f, 0.1f, 0.05f];
    private static readonly float[] Light = [0.95f, 0.87f, 0.72f];

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (y, x) = (linspace(-1, 1, picture.size(2)).reshape(1, 1, -1, 1), linspace(-1, 1, picture.size(3)).reshape(1, 1, 1, -1));
        var corners = ((y.square() + x.square()) * 0.22).to(picture.device);                          // 0 in the middle
        var grain = (Tones.Noise(picture, (int)Tones.Unit(picture), seed) - 0.5) * 0.12;
        var luma = (StartVariants.LumaOf(Tones.Blur(picture, 0.5 * Tones.Unit(picture))) - corners + grain).clamp(0, 1);
        var (dark, light) = (Tones.Colour(Dark, picture), Tones.Colour(Light, picture));
        return scope.MoveToOuter(dark + ((light - dark) * luma));
    }
}
