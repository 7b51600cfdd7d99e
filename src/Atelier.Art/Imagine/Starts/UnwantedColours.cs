using Atelier.Art.Imagine.Prompts;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Counts the colours that negative prompts name ("a red apple|red:-1"): a CLIP tells little of a single word.</summary>
internal static class UnwantedColours
{
    private const float White = 0.87f; // least value of all channels that counts as background

    /// <summary>What is added to the losses of pictures: the weighted share of their figures that has such a colour, [n].</summary>
    /// <param name="pictures">[n, 3, h, w] in [0, 1].</param>
    /// <param name="plan">The prompts.</param>
    public static Tensor Of(Tensor pictures, PromptPlan plan)
    {
        using var scope = NewDisposeScope();
        var losses = zeros(pictures.size(0), device: pictures.device);
        foreach (var prompt in plan.Texts.Where(prompt => prompt.Weight < 0))
        {
            var index = Palette.Colours.Index().FirstOrDefault(
                colour => colour.Item.Name.Equals(prompt.Words.Trim(), StringComparison.OrdinalIgnoreCase), (-1, default)).Index;
            if (index >= 0)
            {
                losses -= Share(pictures, index) * prompt.Weight;
            }
        }

        return scope.MoveToOuter(losses);
    }

    // the share of each figure whose nearest colour of the palette is this one, [n]
    private static Tensor Share(Tensor pictures, int index)
    {
        var palette = tensor(
            Palette.Colours.SelectMany(colour => new[] { colour.R / 255f, colour.G / 255f, colour.B / 255f }).ToArray(),
            [1, Palette.Colours.Count, 3, 1, 1]).to(pictures.device);
        var nearest = (pictures.unsqueeze(1) - palette).square().sum([2]).argmin(1); // [n, h, w]
        var figure = pictures.amin([1]).lt(White);
        return nearest.eq(index).logical_and(figure).sum([1, 2]).to(ScalarType.Float32) / figure.sum([1, 2]).clamp_min(1);
    }
}
