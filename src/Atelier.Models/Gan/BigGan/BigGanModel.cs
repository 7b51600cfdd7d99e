using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.BigGan;

/// <summary>BigGAN-deep (Brock et al., "Large Scale GAN Training for High Fidelity Natural Image Synthesis", 2019), as
/// pytorch-pretrained-BigGAN. Noise and classes are both differentiable. b batch, z width of the noise, k classes.</summary>
public sealed class BigGanModel : Module<Tensor, Tensor, double, Tensor>
{
    private readonly Linear embeddings;
    private readonly BigGanGenerator generator;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public BigGanModel(Weights w, BigGanOptions options)
        : base(nameof(BigGanModel))
    {
        Options = options;
        embeddings = new(w["embeddings"], options.Classes, options.Latent, bias: false);
        generator = new(w["generator"], options);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public BigGanOptions Options { get; }

    /// <summary>Makes pictures.</summary>
    /// <param name="z">Noise [b, z]: of a normal distribution cut at ±2, times the truncation.</param>
    /// <param name="classes">The share of each class, [b, k]; one-hot for a picture of one.</param>
    /// <param name="truncation">In (0, 1]; it chooses the statistics of the norms, and does not scale the noise.</param>
    /// <returns>[b, 3, s, s] in [-1, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The truncation is not in (0, 1].</exception>
    public override Tensor forward(Tensor z, Tensor classes, double truncation)
    {
        if (truncation is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(truncation), truncation, "the truncation lies in (0, 1]");
        }

        using var scope = NewDisposeScope();
        return scope.MoveToOuter(generator.call(cat([z, embeddings.call(classes)], 1), truncation));
    }
}
