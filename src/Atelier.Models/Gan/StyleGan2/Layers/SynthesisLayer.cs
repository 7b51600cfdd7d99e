namespace Atelier.Models.Gan.StyleGan2.Layers;

/// <summary>A convolution whose input channels are scaled by a style and whose output channels are scaled back to unit variance
/// ("weight demodulation"), then noise, bias and activation. b batch, i channels in, o channels out, d width of w.</summary>
internal sealed class SynthesisLayer : Module<Tensor, Tensor, NoiseSource, double, Tensor>
{
    private const int Kernel = 3;
    private readonly FullyConnectedLayer affine;
    private readonly Parameter weight;          // [o, i, 3, 3]
    private readonly Parameter bias;            // [o]
    private readonly Parameter? noise_strength; // scalar
    private readonly Tensor? noise_const;       // [s, s]
    private readonly Tensor resample_filter;    // [4, 4]
    private readonly int _up;
    private readonly double? _clamp;
    private readonly Activation _activation;

    public SynthesisLayer(Weights w, int inChannels, int outChannels, int size, StyleGan2Options options, int up = 1)
        : base(nameof(SynthesisLayer))
    {
        affine = new(w["affine"], options.Width, inChannels, biasInit: 1);
        weight = w.Parameter("weight", [outChannels, inChannels, Kernel, Kernel], Initialize.Normal(1));
        bias = w.Parameter("bias", [outChannels], Initialize.Zeros);
        if (options.Noise)
        {
            noise_strength = w.Parameter("noise_strength", [], Initialize.Zeros);
            noise_const = w.Buffer("noise_const", [size, size], Initialize.Normal(1));
        }

        resample_filter = w.ResampleFilter();
        (_up, _clamp, _activation) = (up, options.Clamp, options.Activation);
    }

    /// <param name="x">[b, i, h, w].</param>
    /// <param name="latent">[b, d].</param>
    /// <param name="noise">Where its noise comes from.</param>
    /// <param name="gain">A factor on the output.</param>
    /// <returns>[b, o, h', w'].</returns>
    public override Tensor forward(Tensor x, Tensor latent, NoiseSource noise, double gain)
    {
        using var scope = NewDisposeScope();
        var style = affine.call(latent);                                                                  // [b, i]
        var power = style.square().matmul(weight.square().sum([2, 3]).transpose(0, 1));                    // [b, o]
        x = Resampling.Convolve(x * Maps(style), weight, resample_filter, _up, flip: _up > 1);
        x = x * Maps((power + 1e-8).rsqrt());
        if (noise_strength is not null && noise.For(x, noise_const!) is { } map)
        {
            x = x + (map * noise_strength);
        }

        return scope.MoveToOuter(Activations.BiasAct(x, bias, _activation, _activation.Gain() * gain, _clamp * gain));
    }

    private static Tensor Maps(Tensor x) => x.unsqueeze(-1).unsqueeze(-1);
}
