using Atelier.Torch.Layers;

namespace Atelier.Models.Diffusion.Unet;

/// <summary>Residual block that the timestep shifts. b batch, i channels in, o channels out, e width of the timestep's
/// embedding.</summary>
internal sealed class ResnetBlock2D(Weights w, int inChannels, int outChannels, int embedding, int groups)
    : Module<Tensor, Tensor, Tensor>(nameof(ResnetBlock2D))
{
    private const double Epsilon = 1e-5; // norm_eps
    private readonly GroupNorm norm1 = new(w["norm1"], inChannels, groups, Epsilon);
    private readonly Conv2d conv1 = new(w["conv1"], inChannels, outChannels, kernel: 3);
    private readonly Linear time_emb_proj = new(w["time_emb_proj"], embedding, outChannels);
    private readonly GroupNorm norm2 = new(w["norm2"], outChannels, groups, Epsilon);
    private readonly Conv2d conv2 = new(w["conv2"], outChannels, outChannels, kernel: 3);
    private readonly Conv2d? conv_shortcut = inChannels == outChannels ? null : new(w["conv_shortcut"], inChannels, outChannels, kernel: 1);

    public override Tensor forward(Tensor x, Tensor temb) // [b, i, h, w], [b, e]
    {
        using var scope = NewDisposeScope();
        var h = conv1.call(norm1.silu(x));                                          // [b, o, h, w]
        h = h + time_emb_proj.call(F.silu(temb)).unsqueeze(2).unsqueeze(3);
        h = conv2.call(norm2.silu(h));                                              // [b, o, h, w]
        return scope.MoveToOuter((conv_shortcut?.call(x) ?? x) + h);                // [b, o, h, w]
    }
}
