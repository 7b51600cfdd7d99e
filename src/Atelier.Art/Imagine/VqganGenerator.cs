using Atelier.Models.Vqgan;
using Atelier.Tensors;

namespace Atelier.Art.Imagine;

/// <summary>A VQGAN as generator: the latent is quantised at every step, its gradient passes straight through. e embedding width, k codebook size.</summary>
public sealed class VqganGenerator : IGenerator
{
    private readonly VqganModel _model;
    private readonly Tensor _least; // [1, e, 1, 1], over the codebook
    private readonly Tensor _most;

    /// <summary>Takes the model over; it is frozen.</summary>
    public VqganGenerator(VqganModel model)
    {
        _model = model;
        model.Parameters.Freeze();
        using var scope = TensorScope.Enter();
        _least = model.Quantizer.Codebook.AMin([0]).Reshape(1, -1, 1, 1).Persist();
        _most = model.Quantizer.Codebook.AMax([0]).Reshape(1, -1, 1, 1).Persist();
    }

    /// <summary>Where it computes.</summary>
    public Device Device => _model.Device;

    /// <inheritdoc/>
    public int Factor => _model.Options.Factor;

    /// <summary>The smallest and largest value of each latent channel, [1, e, 1, 1].</summary>
    public (Tensor Least, Tensor Most) Limits => (_least, _most);

    /// <inheritdoc/>
    public Tensor Random(long height, long width, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        var (h, w) = (height / Factor, width / Factor);
        return scope.Keep(_model.Lookup(Tensor.RandInt(0, _model.Options.CodebookSize, [h * w], random), 1, h, w));
    }

    /// <summary>Codes i64 [h · w] to the latent [1, e, h, w] they stand for.</summary>
    public Tensor Lookup(Tensor codes, long height, long width) => _model.Lookup(codes, 1, height, width);

    /// <inheritdoc/>
    public Tensor Encode(Tensor picture)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        return scope.Keep(_model.Encode((picture * 2) - 1).Latent.Contiguous());
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor latent)
    {
        using var scope = TensorScope.Enter();
        var quantized = Straight.Quantize(latent, _model.Quantizer.Codebook).Latent;
        return scope.Keep(Straight.Clamp((_model.Decode(quantized) + 1) / 2, 0, 1));
    }

    /// <inheritdoc/>
    public Tensor Nearest(Tensor latent)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        return scope.Keep(Straight.Quantize(latent.Detach(), _model.Quantizer.Codebook).Latent);
    }

    /// <inheritdoc/>
    public void Constrain(Tensor latent)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        latent.CopyInPlace(latent.Maximum(_least).Minimum(_most));
    }

    /// <summary>Releases model and limits.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _least.Dispose();
        _most.Dispose();
    }
}
