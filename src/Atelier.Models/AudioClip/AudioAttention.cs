using Atelier.Torch.Layers;

namespace Atelier.Models.AudioClip;

/// <summary>How much each place of a stage's output counts, by that stage's input (<c>Attention2d</c>). b batch, i channels in, o channels
/// out.</summary>
internal sealed class AudioAttention : Module<Tensor, Tensor, Tensor>
{
    private readonly DepthwiseConv2d conv_depth;
    private readonly Conv2d conv_point;
    private readonly BatchNorm2d bn;

    public AudioAttention(Weights w, int inChannels, int outChannels, (int Height, int Width) kernel)
        : base(nameof(AudioAttention))
    {
        conv_depth = new(w["conv_depth"], inChannels, kernel);
        conv_point = new(w["conv_point"], inChannels, outChannels, kernel: 1);
        bn = new(w["bn"], outChannels);
    }

    /// <param name="input">The stage's input, [b, i, h, w].</param>
    /// <param name="output">The stage's output, [b, o, h', w'].</param>
    /// <returns>The output, weighed.</returns>
    public override Tensor forward(Tensor input, Tensor output)
    {
        using var scope = NewDisposeScope();
        var x = F.adaptive_max_pool2d(input, [output.size(2), output.size(3)]);
        return scope.MoveToOuter(output * bn.call(conv_point.call(conv_depth.call(x))).sigmoid());
    }

    private sealed class DepthwiseConv2d : Module<Tensor, Tensor>
    {
        private readonly Parameter weight; // [c, 1, kh, kw]
        private readonly Parameter bias;   // [c]
        private readonly (int Height, int Width) _kernel;

        public DepthwiseConv2d(Weights w, int channels, (int Height, int Width) kernel)
            : base(nameof(DepthwiseConv2d))
        {
            var init = Initialize.FanIn(kernel.Height * kernel.Width);
            weight = w.Parameter("weight", [channels, 1, kernel.Height, kernel.Width], init);
            bias = w.Parameter("bias", [channels], init);
            _kernel = kernel;
        }

        public override Tensor forward(Tensor x) => // [b, c, h, w] to the same
            F.conv2d(x, weight, bias, padding: [_kernel.Height / 2, _kernel.Width / 2], groups: weight.size(0));
    }
}
