namespace Atelier.Art.Imagine.Starts.Manners.Prints;

/// <summary>A linocut or woodcut: black ink on paper, with shades of cut lines.</summary>
internal static class Linocut
{
    private const double Period = 9;    // of the cut lines, in units
    private const double Darkest = 0.2; // which is cut, too
    private const double Sharpness = 9; // of their sides
    private static readonly float[] Paper = [0.96f, 0.93f, 0.86f];
    private static readonly float[] Ink = [0.07f, 0.07f, 0.09f];

    /// <summary>Redraws a picture [1, 3, h, w]; the seed bends the lines.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var luma = Stretched(StartVariants.LumaOf(picture)); // [1, 1, h, w]
        var bent = Tones.Slant(picture, down: 0.9, across: 0.45) + (4 * Tones.Noise(picture, (int)(20 * Tones.Unit(picture)), seed));
        var threshold = 0.46 + (0.34 * (bent * (2 * Math.PI / Period)).sin());
        var shade = ((threshold - luma) * Sharpness + 0.5).clamp(0, 1);
        var contour = ((Tones.Lines(picture, width: 0.8, strength: 3.5) - 0.4) * Sharpness).clamp(0, 1);
        var inked = maximum(shade, contour);
        var (paper, ink) = (Tones.Colour(Paper, picture), Tones.Colour(Ink, picture));
        return scope.MoveToOuter(paper + ((ink - paper) * inked));
    }

    // up to white, whatever the hour
    private static Tensor Stretched(Tensor luma)
    {
        var (dark, light) = (luma.quantile(tensor(0.05f).to(luma.device)), luma.quantile(tensor(0.95f).to(luma.device)));
        return Darkest + ((1 - Darkest) * ((luma - dark) / (light - dark).clamp_min(0.2)).clamp(0, 1));
    }
}
