namespace Atelier.Models.Codecs;

/// <summary>Turns a latent z [b, e, h, w] into codebook entries; gradients pass straight through.
/// b batch, e embedding width, h and w codes, k codebook size.</summary>
public abstract class Quantizer(string name) : Module<Tensor, Quantized>(name)
{
    /// <summary>The codebook, [k, e].</summary>
    public abstract Parameter Codebook { get; }
}

/// <summary>The output of a quantiser.</summary>
/// <param name="Latent">The chosen entries, [b, e, h, w]; its gradient is passed to the input (straight-through estimator).</param>
/// <param name="Indices">Which entries, i64 [b · h · w].</param>
/// <param name="Loss">Codebook and commitment loss (or KL for Gumbel), a scalar.</param>
public sealed record Quantized(Tensor Latent, Tensor Indices, Tensor Loss);
