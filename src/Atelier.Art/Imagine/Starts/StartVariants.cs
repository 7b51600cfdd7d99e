using Atelier.Art.Imagine.Prompts;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using NamedColour = (string Name, byte R, byte G, byte B);

namespace Atelier.Art.Imagine.Starts;

/// <summary>A drawing on white in the colours that prompts name: as backgrounds, and as tints of the figure. They answer prompts such as
/// "on a blue background" and "a red …" before the loop begins.</summary>
internal sealed class StartVariants
{
    private const double SceneShade = 0.7; // of a pictogram's colour
    private static readonly string[] SceneColours = ["red", "brown"];
    private static readonly string[] PictogramColours = ["red", "blue", "green", "purple", "brown"];
    private readonly NamedColour[] _backgrounds;
    private readonly NamedColour[] _tints;

    /// <summary>The variants that prompts ask for.</summary>
    /// <param name="plan">The prompts.</param>
    /// <param name="tints">Whether to vary the figure's colour.</param>
    public StartVariants(PromptPlan plan, bool tints = true)
    {
        _backgrounds = plan.NamesBackground ? Wanted(plan, PromptWords.BackgroundOf) : [];
        _tints = tints && plan.NamesColour ? Wanted(plan, PromptWords.WithoutBackground) : [];
        KeepsGround = _backgrounds.Length == 0 && !plan.Texts.Any(prompt => prompt.Weight < 0);
    }

    /// <summary>Whether no other background is asked for, and no negative prompt is given, which a colour may meet.</summary>
    public bool KeepsGround { get; }

    /// <summary>Whether a colour is asked for.</summary>
    public bool HasTints => _tints.Length > 0;

    /// <summary>How many variants have an untinted figure. They come first.</summary>
    public int CountAsDrawn => 1 + _backgrounds.Length;

    /// <summary>Variants of a picture [1, 3, h, w] in [0, 1]: [m, 3, h, w], the picture itself first.</summary>
    /// <param name="picture">A drawing on white.</param>
    public Tensor Create(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var mask = FigureMask.Background(picture); // [1, 1, h, w]
        var isPictogram = HasTints && IsPictogram(picture);
        Tensor[] figures = [picture, .. _tints.Select(colour => Tint(picture, Value(colour, picture.device), isPictogram))];
        Tensor[] colours = [ones([1, 3, 1, 1], device: picture.device), .. _backgrounds.Select(colour => Value(colour, picture.device))];
        return scope.MoveToOuter(
            cat([.. figures.SelectMany(figure => colours.Select(colour => FigureMask.OnGround(figure, picture, mask, colour)))], 0));
    }

    // the colours that the words of prompts name; all others, where only those of negative prompts do, or none
    private static NamedColour[] Wanted(PromptPlan plan, Func<string, string> part)
    {
        var (named, unwanted) = (Names(prompt => prompt.Weight > 0), Names(prompt => prompt.Weight < 0));
        return [.. Palette.Colours.Where(colour =>
            colour.Name != "white" && (named.Count > 0 ? named.Contains(colour.Name) : !unwanted.Contains(colour.Name)))];

        HashSet<string> Names(Func<Prompt, bool> which) =>
            [.. plan.Texts.Where(which).SelectMany(prompt => PromptWords.ColoursOf(part(prompt.Words)))];
    }

    private static Tensor Value(NamedColour colour, Device device) => Value(new Colour(colour.R, colour.G, colour.B), device);

    private static Tensor Value(Colour colour, Device device) =>
        tensor(new float[] { colour.Red / 255f, colour.Green / 255f, colour.Blue / 255f }, [1, 3, 1, 1]).to(device);

    /// <summary>The luma of a picture [1, 3, h, w]: [1, 1, h, w].</summary>
    public static Tensor LumaOf(Tensor picture) =>
        (picture * tensor(new[] { (float)Luma.Red, (float)Luma.Green, (float)Luma.Blue }, [1, 3, 1, 1]).to(picture.device))
            .sum([1], keepdim: true);

    /// <summary>A pictogram [1, 3, h, w] in its own colour instead of black, or in each of some, [m, 3, h, w]; null for another drawing.
    /// </summary>
    /// <param name="picture">The drawing.</param>
    /// <param name="own">The colour of what it shows, if it has one.</param>
    /// <param name="forScene">Whether it is to stand out from sky, water and meadows.</param>
    public static Tensor? Coloured(Tensor picture, Colour? own, bool forScene)
    {
        if (own is null && !IsPictogram(picture))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        Colour[] colours = own is { } one ? [forScene ? Darker(one) : one]
            : [.. Palette.Colours.Where(colour => (forScene ? SceneColours : PictogramColours).Contains(colour.Name))
                .Select(colour => new Colour(colour.R, colour.G, colour.B))];
        return scope.MoveToOuter(cat([.. colours.Select(colour => Tint(picture, Value(colour, picture.device), isPictogram: true))], 0));
    }

    private static Colour Darker(Colour colour) => new(Part(colour.Red), Part(colour.Green), Part(colour.Blue));

    private static byte Part(byte value) => (byte)(SceneShade * value);

    // shadows towards black, midtones to the colour, highlights towards white; the black of a pictogram, which has no midtones, becomes the
    // colour
    private static Tensor Tint(Tensor picture, Tensor colour, bool isPictogram)
    {
        var luma = LumaOf(picture);
        if (isPictogram)
        {
            return colour + ((1 - colour) * luma);
        }

        var dark = colour * (luma / 0.55).clamp(0, 1);
        return dark + ((1 - dark) * ((luma - 0.55) / 0.45).clamp(0, 1) * 0.8);
    }

    // black and white alone
    private static bool IsPictogram(Tensor picture) => FigureMask.IsGrey(picture) && FigureMask.IsBlackOnWhite(picture);
}
