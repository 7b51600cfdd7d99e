namespace Atelier.Models.Codecs.Vqgan;

/// <summary>The activation of encoder and decoder.</summary>
internal static class Swish
{
    /// <summary>x σ(x), in place of a norm's fresh output where no gradient needs that.</summary>
    public static Tensor nonlinearity(Tensor x) => F.silu(x, inplace: !x.requires_grad);
}
