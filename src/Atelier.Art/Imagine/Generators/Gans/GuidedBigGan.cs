using Atelier.Art.Imagine.Loop;
using Atelier.Models.Gan.BigGan;

namespace Atelier.Art.Imagine.Generators.Gans;

/// <summary>A BigGAN-deep in the guided loop (BigSleep, Murdock, 2021). The latent has two parts: <c>noise</c> [b, z] of a normal
/// distribution cut at ±2, which the truncation scales, and <c>classes</c> [b, k], logits.</summary>
/// <param name="model">The network, which it owns.</param>
/// <param name="options">Truncation and class.</param>
internal sealed class GuidedBigGan(BigGanModel model, LatentOptions options) : IGenerator
{
    private const string Noise = "noise";
    private const double Cut = 2;                 // of the noise's distribution
    private const double DefaultTruncation = 0.4; // that of its authors' examples

    private readonly double _truncation = options.Truncation ?? DefaultTruncation;

    /// <summary>BigGAN-deep of pytorch-pretrained-BigGAN.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = "biggan",
        Recognises = BigGanFile.Recognises,
        Describe = request =>
        {
            var stored = request.Files.Open();
            var sizes = BigGanOptions.FromWeights(stored, request.Files);
            ClassLogits.Require(request.Options.Latent, sizes.Classes, request.Options.Model);
            return new()
            {
                Sizes = new(1, sizes.Size),
                Defaults = new() { Size = sizes.Size, Iterations = 150, LearningRate = 0.05, LatentDecay = 0.01 },
                Takes = new HashSet<string>
                {
                    nameof(ImagineOptions.LatentDecay), nameof(ImagineOptions.Candidates),
                    nameof(LatentOptions.Truncation), nameof(LatentOptions.Class),
                },
                Parameters = stored.CountNumbers(),
                RanksDraws = true,
                KeptPerPixel = 30.0 * sizes.Channels,
                LatentSize = (_, _) => sizes.Latent + sizes.Classes,
            };
        },
        Create = request => new GuidedBigGan(BigGanFile.Load(request.Files, request.Device), request.Options.Latent),
    };

    /// <inheritdoc/>
    public Device Device => model.parameters().First().device;

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        // the normal distribution between -2 and 2, by its inverse
        var (least, most) = (Normal(-Cut), Normal(Cut));
        var even = rand([1, model.Options.Latent], device: random.device, generator: random) * (most - least);
        var noise = (((even + least) * 2) - 1).erfinv() * Math.Sqrt(2);
        var classes = ClassLogits.Random(options, model.Options.Classes, random);
        return new Latent((Noise, noise), (ClassLogits.Part, classes)).MoveToOuter(scope);
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var picture = model.call(latent[Noise] * _truncation, latent[ClassLogits.Part].softmax(1), _truncation);
        return scope.MoveToOuter((picture + 1) / 2);
    }

    /// <summary>The mean square of the noise: classes are all alike.</summary>
    public Tensor Regularization(Latent latent)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(latent[Noise].square().mean());
    }

    /// <summary>Cuts the noise at ±2.</summary>
    public void Project(Latent latent)
    {
        using var noGrad = no_grad();
        latent[Noise].clamp_(-Cut, Cut);
    }

    /// <summary>The noise turns, and classes fade.</summary>
    public Latent Between(Latent from, Latent to, double t) => new(
        (Noise, Slerp.Between(from[Noise], to[Noise], t)),
        (ClassLogits.Part, Faded(from[ClassLogits.Part], to[ClassLogits.Part], t)));

    /// <summary>Disposes the network.</summary>
    public void Dispose() => model.Dispose();

    // between the probabilities: between logits the lesser class would stay hidden until both are alike
    private static Tensor Faded(Tensor from, Tensor to, double t)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(((from.softmax(1) * (1 - t)) + (to.softmax(1) * t)).clamp_min(1e-12).log());
    }

    // the normal distribution's share below x
    private static double Normal(double x)
    {
        using var scope = NewDisposeScope();
        return (tensor(x / Math.Sqrt(2), ScalarType.Float64).erf().ToDouble() + 1) / 2;
    }
}
