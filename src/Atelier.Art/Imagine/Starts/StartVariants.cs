using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts;

/// <summary>A drawing on white in other colours: each palette colour as background and as tint of the figure. They answer prompts such as
/// "on a blue background" and "a red …" before the loop begins.</summary>
internal static class StartVariants
{
    private static readonly (string Name, byte R, byte G, byte B)[] Colours = [.. Palette.Colours.Where(colour => colour.Name != "white")];

    /// <summary>How many variants have an untinted figure. They come first.</summary>
    public static int CountAsDrawn(bool backgrounds) => backgrounds ? 1 + Colours.Length : 1;

    /// <summary>Variants of a picture [1, 3, h, w] in [0, 1]: [m, 3, h, w], the picture itself first.</summary>
    /// <param name="picture">A drawing on white.</param>
    /// <param name="backgrounds">Whether to vary the background.</param>
    /// <param name="tints">Whether to vary the figure's colour.</param>
    public static Tensor Create(Tensor picture, bool backgrounds, bool tints)
    {
        using var scope = NewDisposeScope();
        var mask = FigureMask.Background(picture); // [1, 1, h, w]
        Tensor[] figures = [picture, .. tints ? Colours.Select(colour => Tint(picture, Value(colour, picture.device))) : []];
        Tensor[] colours =
        [
            ones([1, 3, 1, 1], device: picture.device), .. backgrounds ? Colours.Select(colour => Value(colour, picture.device)) : [],
        ];
        return scope.MoveToOuter(
            cat([.. figures.SelectMany(figure => colours.Select(background => (figure * (1 - mask)) + (background * picture * mask)))], 0));
    }

    private static Tensor Value((string Name, byte R, byte G, byte B) colour, Device device) =>
        tensor(new float[] { colour.R / 255f, colour.G / 255f, colour.B / 255f }, [1, 3, 1, 1]).to(device);

    /// <summary>The luma of a picture [1, 3, h, w]: [1, 1, h, w].</summary>
    public static Tensor LumaOf(Tensor picture) =>
        (picture * tensor(new[] { (float)Luma.Red, (float)Luma.Green, (float)Luma.Blue }, [1, 3, 1, 1]).to(picture.device))
            .sum([1], keepdim: true);

    // shadows towards black, midtones to the colour, highlights towards white
    private static Tensor Tint(Tensor picture, Tensor colour)
    {
        var luma = LumaOf(picture);
        var dark = colour * (luma / 0.55).clamp(0, 1);
        return dark + ((1 - dark) * ((luma - 0.55) / 0.45).clamp(0, 1) * 0.8);
    }
}
