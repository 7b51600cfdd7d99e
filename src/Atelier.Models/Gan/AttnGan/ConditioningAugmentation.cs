using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>A caption's vector to a normal distribution of conditions (<c>CA_NET</c>). b batch, d text width, c width of a
/// condition.</summary>
internal sealed class ConditioningAugmentation(Weights w, AttnGanOptions options)
    : Module<Tensor, (Tensor Mean, Tensor LogVariance)>(nameof(ConditioningAugmentation))
{
    private readonly Linear fc = new(w["fc"], options.TextWidth, options.Condition * 4);
    private readonly GatedLinearUnit _unit = new();

    public override (Tensor Mean, Tensor LogVariance) forward(Tensor sentence) // [b, d] to [b, c] each
    {
        using var scope = NewDisposeScope();
        var halves = _unit.call(fc.call(sentence)).chunk(2, 1);
        return scope.MoveToOuter(halves[0], halves[1]);
    }
}
