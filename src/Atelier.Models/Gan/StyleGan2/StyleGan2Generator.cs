using Atelier.Core;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>StyleGAN2 with the options of its ADA version (Karras et al., "Analyzing and Improving the Image Quality of StyleGAN" and
/// "Training Generative Adversarial Networks with Limited Data", 2020). b batch, z width of the noise, k classes, n latents of a
/// picture, d width of each, p channels of the picture, s its side.</summary>
public sealed class StyleGan2Generator : Module<Tensor, Tensor?, Tensor>
{
    private readonly SynthesisNetwork synthesis;
    private readonly MappingNetwork mapping;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <exception cref="ModelFileException">The file holds other weights.</exception>
    public StyleGan2Generator(Weights w, StyleGan2Options options)
        : base(nameof(StyleGan2Generator))
    {
        Options = options;
        synthesis = new(w["synthesis"], options);
        mapping = new(w["mapping"], options.Mapping, hasAverage: true);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public StyleGan2Options Options { get; }

    /// <summary>The average of w over training, [d]: where truncation pulls to.</summary>
    public Tensor AverageLatent => mapping.Average;

    /// <summary>Noise [b, z] and classes [b, k], or null, to pictures [b, p, s, s], about [-1, 1], not clamped; without truncation, with
    /// the weights' noise.</summary>
    public override Tensor forward(Tensor z, Tensor? classes)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Synthesize(Map(z, classes)));
    }

    /// <summary>Noise to intermediate latents.</summary>
    /// <param name="z">[b, z], normal.</param>
    /// <param name="classes">[b, k], one-hot; null for a network without classes.</param>
    /// <param name="truncation">ψ: 1 for none, 0 for the average picture.</param>
    /// <param name="cutoff">How many of the latents, coarse to fine, are truncated; all by default.</param>
    /// <returns>[b, n, d]: n times the same, but for the cutoff.</returns>
    /// <exception cref="ArgumentNullException">The network has classes, and none are given.</exception>
    public Tensor Map(Tensor z, Tensor? classes = null, double truncation = 1, int? cutoff = null)
    {
        using var scope = NewDisposeScope();
        var whole = mapping.call(z, classes).unsqueeze(1).expand(-1, Options.Latents, -1);  // [b, n, d]
        if (truncation == 1)
        {
            return scope.MoveToOuter(whole.contiguous());
        }

        var cut = AverageLatent + ((whole - AverageLatent) * truncation);
        var count = Math.Clamp(cutoff ?? Options.Latents, 0, Options.Latents);
        return scope.MoveToOuter(cat([cut.narrow(1, 0, count), whole.narrow(1, count, Options.Latents - count)], 1));
    }

    /// <summary>Intermediate latents [b, n, d] to pictures [b, p, s, s], about [-1, 1], not clamped.</summary>
    /// <param name="latents">The latents; each layer may have its own.</param>
    /// <param name="noise">Where the layers' noise comes from; the weights by default.</param>
    public Tensor Synthesize(Tensor latents, NoiseSource noise = default)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(synthesis.call(latents, noise));
    }
}
