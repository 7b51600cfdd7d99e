using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>Turns a latent into codebook entries. b batch, e embedding width, h and w codes, k codebook size.</summary>
public interface IQuantizer
{
    /// <summary>The codebook, [k, e].</summary>
    Tensor Codebook { get; }

    /// <summary>Quantises z [b, e, h, w]; gradients pass straight through.</summary>
    Quantized Forward(Tensor z);
}

/// <summary>What a quantiser gives.</summary>
/// <param name="Latent">The chosen entries, [b, e, h, w]; its gradient is passed to the input (straight-through estimator).</param>
/// <param name="Indices">Which entries, i64 [b · h · w].</param>
/// <param name="Loss">Codebook and commitment loss (or KL for Gumbel), a scalar.</param>
public sealed record Quantized(Tensor Latent, Tensor Indices, Tensor Loss);
