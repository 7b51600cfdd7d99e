using Atelier.Art.Imagine.Prompts;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Colour = (string Name, byte R, byte G, byte B);

namespace Atelier.Art.Imagine.Starts;

/// <summary>A drawing on white in the colours that prompts name: as backgrounds, and as tints of the figure. They answer prompts such as
/// "on a blue background" and "a red …" before the loop begins.</summary>
internal sealed class StartVariants
{
    private const double Shadow = 0.2, Highlight = 0.8; // luma
    private const double MostMidtones = 0.12;           // share of a pictogram, at its soft edges
    private static readonly string[] SceneColours = ["red", "brown"];
    private static readonly string[] PictogramColours = ["red", "blue", "green", "purple", "brown"];
    private readonly Colour[] _backgrounds;
    private readonly Colour[] _tints;

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
    private static Colour[] Wanted(PromptPlan plan, Func<string, string> part)
    {
        var (named, unwanted) = (Names(prompt => prompt.Weight > 0), Names(prompt => prompt.Weight < 0));
        return [.. Palette.Colours.Where(colour =>
            colour.Name != "white" && (named.Count > 0 ? named.Contains(colour.Name) : !unwanted.Contains(colour.Name)))];

        HashSet<string> Names(Func<Prompt, bool> which) =>
            [.. plan.Texts.Where(which).SelectMany(prompt => PromptWords.ColoursOf(part(prompt.Words)))];
    }

    private static Tensor Value(Colour colour, Device device) =>
        tensor(new float[] { colour.R / 255f, colour.G / 255f, colour.B / 255f }, [1, 3, 1, 1]).to(device);

    /// <summary>The luma of a picture [1, 3, h, w]: [1, 1, h, w].</summary>
    public static Tensor LumaOf(Tensor picture) =>
        (picture * tensor(new[] { (float)Luma.Red, (float)Luma.Green, (float)Luma.Blue }, [1, 3, 1, 1]).to(picture.device))
            .sum([1], keepdim: true);

    /// <summary>A pictogram [1, 3, h, w] in each of some colours instead of black, [m, 3, h, w]; null for another drawing.</summary>
    /// <param name="picture">The drawing.</param>
    /// <param name="forScene">Whether it is to stand out from sky, water and meadows.</param>
    public static Tensor? Coloured(Tensor picture, bool forScene)
    {
        if (!IsPictogram(picture))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        return scope.MoveToOuter(cat([.. Palette.Colours.Where(colour => (forScene ? SceneColours : PictogramColours).Contains(colour.Name))
            .Select(colour => Tint(picture, Value(colour, picture.device), isPictogram: true))], 0));
    }

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
    private static bool IsPictogram(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var luma = LumaOf(picture);
        return FigureMask.IsGrey(picture)
            && luma.gt(Shadow).logical_and(luma.lt(Highlight)).to(ScalarType.Float32).mean().ToDouble() < MostMidtones;
    }
}
