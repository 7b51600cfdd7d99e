using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Art.Imagine.Loop;

/// <summary>A VQGAN as generator: the latent is quantised at every step, its gradient passes straight through.
/// e embedding width, k codebook size.</summary>
public sealed class VqganGenerator : IGenerator
{
    private readonly VqganModel _model;
    private readonly Tensor _least; // [1, e, 1, 1], over the codebook
    private readonly Tensor _most;

    /// <summary>Takes the model over; it is frozen.</summary>
    public VqganGenerator(VqganModel model)
    {
        _model = model;
        model.Freeze();
        using var scope = NewDisposeScope();
        _least = model.Quantizer.Codebook.amin([0]).reshape(1, -1, 1, 1).DetachFromDisposeScope();
        _most = model.Quantizer.Codebook.amax([0]).reshape(1, -1, 1, 1).DetachFromDisposeScope();
    }

    /// <summary>Where it computes.</summary>
    public Device Device => _model.Device;

    /// <inheritdoc/>
    public int Factor => _model.Options.Factor;

    /// <summary>The smallest and largest value of each latent channel, [1, e, 1, 1].</summary>
    public (Tensor Least, Tensor Most) Limits => (_least, _most);

    /// <inheritdoc/>
    public Tensor Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (height / Factor, width / Factor);
        return scope.MoveToOuter(
            _model.Lookup(randint(0, _model.Options.CodebookSize, [h * w], device: random.device, generator: random), 1, h, w));
    }

    /// <summary>Codes i64 [h · w] to the latent [1, e, h, w] they stand for.</summary>
    public Tensor Lookup(Tensor codes, long height, long width) => _model.Lookup(codes, 1, height, width);

    /// <inheritdoc/>
    public Tensor Encode(Tensor picture)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        return scope.MoveToOuter(_model.encode((picture * 2) - 1).Latent.contiguous());
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor latent)
    {
        using var scope = NewDisposeScope();
        var quantized = Straight.Quantize(latent, _model.Quantizer.Codebook).Latent;
        return scope.MoveToOuter(Straight.Clamp((_model.decode(quantized) + 1) / 2, 0, 1));
    }

    /// <inheritdoc/>
    public Tensor Nearest(Tensor latent)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        return scope.MoveToOuter(Straight.Quantize(latent.detach(), _model.Quantizer.Codebook).Latent);
    }

    /// <inheritdoc/>
    public void Constrain(Tensor latent)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        latent.copy_(latent.maximum(_least).minimum(_most));
    }

    /// <summary>Releases model and limits.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _least.Dispose();
        _most.Dispose();
    }
}
