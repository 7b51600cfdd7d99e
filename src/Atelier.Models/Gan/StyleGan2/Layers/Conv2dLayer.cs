namespace Atelier.Models.Gan.StyleGan2.Layers;

/// <summary>A convolution that may resample, then bias and activation. i channels in, o channels out, k side of the kernel.</summary>
internal sealed class Conv2dLayer : Module<Tensor, double, Tensor>
{
    private readonly Parameter weight;       // [o, i, k, k]
    private readonly Parameter? bias;        // [o]
    private readonly Tensor resample_filter; // [4, 4]
    private readonly Activation _activation;
    private readonly int _up;
    private readonly int _down;
    private readonly double _weightGain;
    private readonly double? _clamp;

    public Conv2dLayer(
        Weights w, int inChannels, int outChannels, int kernel, Activation activation, bool bias = true, int up = 1, int down = 1,
        double? clamp = null)
        : base(nameof(Conv2dLayer))
    {
        weight = w.Parameter("weight", [outChannels, inChannels, kernel, kernel], Initialize.Normal(1));
        this.bias = bias ? w.Parameter("bias", [outChannels], Initialize.Zeros) : null;
        resample_filter = w.ResampleFilter();
        (_activation, _up, _down, _clamp) = (activation, up, down, clamp);
        _weightGain = 1 / Math.Sqrt(inChannels * kernel * kernel);
    }

    /// <param name="x">[b, i, h, w].</param>
    /// <param name="gain">A factor on the output.</param>
    /// <returns>[b, o, h', w'].</returns>
    public override Tensor forward(Tensor x, double gain)
    {
        using var scope = NewDisposeScope();
        x = Resampling.Convolve(x, weight * _weightGain, resample_filter, _up, _down, flip: _up > 1);
        return scope.MoveToOuter(Activations.BiasAct(x, bias, _activation, _activation.Gain() * gain, _clamp * gain));
    }
}
