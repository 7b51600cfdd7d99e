using Atelier.Art.Imagine.Prompts;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Starts;

/// <summary>What the colours that prompts name add to the losses of starts, of which a CLIP tells little by single words.</summary>
internal static class ColourLosses
{
    /// <summary>The loss of a picture that has none of the colours that the heaviest prompt names.</summary>
    public const double Missing = 0.3;

    private const float White = 0.87f; // least value of all channels that counts as background
    private const float Little = 0.2f; // of a figure

    /// <summary>What is added to the losses of pictures, [n]: the weighted shares of their figures in the colours that negative prompts
    /// name ("a red apple|red:-1"), and <see cref="Missing"/>.</summary>
    /// <param name="pictures">[n, 3, h, w] in [0, 1].</param>
    /// <param name="plan">The prompts.</param>
    public static Tensor Of(Tensor pictures, PromptPlan plan)
    {
        using var scope = NewDisposeScope();
        var losses = zeros(pictures.size(0), device: pictures.device);
        var unwanted = plan.Texts.Where(prompt => prompt.Weight < 0)
            .Select(prompt => (prompt.Weight, Index: IndexOf(prompt.Words.Trim()))).Where(colour => colour.Index >= 0).ToArray();
        var asked = Asked(plan);
        if (unwanted.Length + asked.Count == 0)
        {
            return scope.MoveToOuter(losses);
        }

        var shares = Shares(pictures); // [colours, n]
        foreach (var (weight, index) in unwanted)
        {
            losses -= shares[index] * weight;
        }

        if (asked.Count > 0)
        {
            var largest = stack([.. asked.Select(name => shares[IndexOf(name)])], 0).amax([0]); // [n]
            losses += largest.lt(Little).to(ScalarType.Float32) * Missing;
        }

        return scope.MoveToOuter(losses);
    }

    /// <summary>The colours that the heaviest prompt asks for, not those of a background, and without white, which is no tint.</summary>
    public static IReadOnlyList<string> Asked(PromptPlan plan) => plan.Heaviest is not { Weight: > 0 } heaviest ? []
        : [.. PromptWords.ColoursOf(PromptWords.WithoutBackground(heaviest.Words)).Where(name => name != "white")];

    private static int IndexOf(string name) => Palette.Colours.Index().FirstOrDefault(
        colour => colour.Item.Name.Equals(name, StringComparison.OrdinalIgnoreCase), (-1, default)).Index;

    // the share of each colour of the palette in each figure, [colours, n]
    private static Tensor Shares(Tensor pictures)
    {
        var palette = tensor(
            Palette.Colours.SelectMany(colour => new[] { colour.R / 255f, colour.G / 255f, colour.B / 255f }).ToArray(),
            [1, Palette.Colours.Count, 3, 1, 1]).to(pictures.device);
        var nearest = (pictures.unsqueeze(1) - palette).square().sum([2]).argmin(1); // [n, h, w]
        var figure = pictures.amin([1]).lt(White);
        var areas = Enumerable.Range(0, Palette.Colours.Count).Select(index => nearest.eq(index).logical_and(figure).sum([1, 2]));
        return stack([.. areas], 0).to(ScalarType.Float32) / figure.sum([1, 2]).clamp_min(1);
    }
}
