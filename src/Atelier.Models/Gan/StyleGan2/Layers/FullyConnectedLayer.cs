namespace Atelier.Models.Gan.StyleGan2.Layers;

/// <summary>A linear layer whose weight is scaled while it runs ("equalised learning rate", Karras et al., 2018). i features in,
/// o out.</summary>
internal sealed class FullyConnectedLayer : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [o, i]
    private readonly Parameter bias;   // [o]
    private readonly Activation _activation;
    private readonly double _weightGain;
    private readonly double _biasGain;

    public FullyConnectedLayer(
        Weights w, int inFeatures, int outFeatures, Activation activation = Activation.Linear, double multiplier = 1, double biasInit = 0)
        : base(nameof(FullyConnectedLayer))
    {
        weight = w.Parameter("weight", [outFeatures, inFeatures], Initialize.Normal(1 / multiplier));
        bias = w.Parameter("bias", [outFeatures], Initialize.Constant(biasInit));
        (_activation, _weightGain, _biasGain) = (activation, multiplier / Math.Sqrt(inFeatures), multiplier);
    }

    public override Tensor forward(Tensor x) // [b, i] to [b, o]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Activations.BiasAct(F.linear(x, weight * _weightGain), bias * _biasGain, _activation));
    }
}
