using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Art.Imagine.Loop;

/// <summary>A VQGAN as generator. The latent is quantised at every step with a straight-through gradient. e embedding width.</summary>
public sealed class VqganGenerator : ICodebookGenerator
{
    private readonly VqganModel _model;
    private readonly Tensor _smallest; // [1, e, 1, 1], over the codebook
    private readonly Tensor _largest;  // [1, e, 1, 1]

    /// <summary>Takes ownership of the model and freezes it.</summary>
    public VqganGenerator(VqganModel model)
    {
        _model = model;
        model.Freeze();
        using var scope = NewDisposeScope();
        _smallest = model.Quantizer.Codebook.amin([0]).reshape(1, -1, 1, 1).DetachFromDisposeScope();
        _largest = model.Quantizer.Codebook.amax([0]).reshape(1, -1, 1, 1).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Device Device => _model.Device;

    /// <inheritdoc/>
    public int Factor => _model.Options.Factor;

    /// <summary>The smallest and largest value of each latent channel, [1, e, 1, 1].</summary>
    public (Tensor Smallest, Tensor Largest) Limits => (_smallest, _largest);

    /// <inheritdoc/>
    public Tensor Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (height / Factor, width / Factor);
        return scope.MoveToOuter(
            _model.Lookup(randint(0, _model.Options.CodebookSize, [h * w], device: random.device, generator: random), 1, h, w));
    }

    /// <inheritdoc/>
    public Tensor Lookup(Tensor codes, long height, long width) => _model.Lookup(codes, 1, height, width);

    /// <inheritdoc/>
    public Tensor Encode(Tensor picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(_model.encode((picture * 2) - 1).Latent.contiguous());
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor latent)
    {
        using var scope = NewDisposeScope();
        var quantized = StraightThrough.Quantize(latent, _model.Quantizer.Codebook).Latent;
        return scope.MoveToOuter(StraightThrough.Clamp((_model.decode(quantized) + 1) / 2, 0, 1));
    }

    /// <inheritdoc/>
    public Tensor Nearest(Tensor latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(StraightThrough.Quantize(latent.detach(), _model.Quantizer.Codebook).Latent);
    }

    /// <inheritdoc/>
    public void Constrain(Tensor latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        latent.copy_(latent.maximum(_smallest).minimum(_largest));
    }

    /// <summary>Disposes model and limits.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _smallest.Dispose();
        _largest.Dispose();
    }
}
