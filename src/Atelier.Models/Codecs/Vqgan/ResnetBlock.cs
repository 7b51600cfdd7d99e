using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Residual block of the encoder and decoder. b batch, c channels in, o channels out.</summary>
internal sealed class ResnetBlock(Weights w, int inChannels, int outChannels, int groups) : Module<Tensor, Tensor>(nameof(ResnetBlock))
{
    private readonly GroupNorm norm1 = new(w["norm1"], inChannels, groups);
    private readonly Conv2d conv1 = new(w["conv1"], inChannels, outChannels, kernel: 3);
    private readonly GroupNorm norm2 = new(w["norm2"], outChannels, groups);
    private readonly Conv2d conv2 = new(w["conv2"], outChannels, outChannels, kernel: 3);
    private readonly Conv2d? nin_shortcut = inChannels == outChannels ? null : new(w["nin_shortcut"], inChannels, outChannels, kernel: 1);

    public override Tensor forward(Tensor x) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        var h = conv1.call(norm1.silu(x));                       // [b, o, h, w]
        h = conv2.call(norm2.silu(h));                           // [b, o, h, w]
        return scope.MoveToOuter((nin_shortcut?.call(x) ?? x) + h);      // [b, o, h, w]
    }
}
