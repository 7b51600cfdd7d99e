namespace Atelier.Models.Gan.StyleGan2.Layers;

/// <summary>A styled 1 × 1 convolution to a picture. b batch, i channels in, p channels of the picture, d width of w.</summary>
internal sealed class ToRgbLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly FullyConnectedLayer affine;
    private readonly Parameter weight; // [p, i, 1, 1]
    private readonly Parameter bias;   // [p]
    private readonly double _weightGain;
    private readonly double? _clamp;

    public ToRgbLayer(Weights w, int inChannels, StyleGan2Options options)
        : base(nameof(ToRgbLayer))
    {
        affine = new(w["affine"], options.Width, inChannels, biasInit: 1);
        weight = w.Parameter("weight", [options.PictureChannels, inChannels, 1, 1], Initialize.Normal(1));
        bias = w.Parameter("bias", [options.PictureChannels], Initialize.Zeros);
        (_weightGain, _clamp) = (1 / Math.Sqrt(inChannels), options.Clamp);
    }

    public override Tensor forward(Tensor x, Tensor latent) // [b, i, h, w] and [b, d] to [b, p, h, w]
    {
        using var scope = NewDisposeScope();
        var style = affine.call(latent) * _weightGain; // [b, i]
        x = F.conv2d(x * style.unsqueeze(-1).unsqueeze(-1), weight);
        return scope.MoveToOuter(Activations.BiasAct(x, bias, Activation.Linear, clamp: _clamp));
    }
}
