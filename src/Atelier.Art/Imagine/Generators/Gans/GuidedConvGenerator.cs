using Atelier.Art.Imagine.Loop;
using Atelier.Models.Gan;

namespace Atelier.Art.Imagine.Generators.Gans;

/// <summary>The generator of a GAN that Atelier trains (after DCGAN) in the guided loop. The latent is its noise, [b, d].</summary>
/// <param name="model">The network, which it owns.</param>
/// <param name="device">Its device.</param>
internal sealed class GuidedConvGenerator(ConvGenerator model, Device device) : IGenerator
{
    /// <summary>GANs of <c>atelier train</c>.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = "dcgan",
        Recognises = GeneratorFile.Recognises,
        Describe = request =>
        {
            var stored = request.Files.Open();
            using var model = GeneratorFile.Load(request.Files); // small; its sizes are those of its weights
            return new()
            {
                Sizes = new(1, model.Options.Size),
                Defaults = new() { Size = model.Options.Size, Iterations = 150, LearningRate = 0.05, LatentDecay = 0.01 },
                Takes = new HashSet<string> { nameof(ImagineOptions.LatentDecay), nameof(ImagineOptions.Candidates) },
                Parameters = stored.CountNumbers(),
                RanksDraws = true,
                KeptPerPixel = 8.0 * model.Options.Channels[^1],
                LatentSize = Size(model.Options.Latent),
            };
        },
        Create = request => new GuidedConvGenerator(GeneratorFile.Load(request.Files, request.Device), request.Device),
    };

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random) =>
        randn([1, model.Options.Latent], device: random.device, generator: random);

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(((model.call(latent.Value) + 1) / 2).expand(-1, 3, -1, -1));
    }

    /// <summary>Nothing: every latent is a picture.</summary>
    public void Project(Latent latent)
    {
    }

    /// <summary>Turns from one to the other, as its prior is normal.</summary>
    public Latent Between(Latent from, Latent to, double t) => from.Between(to, (a, b) => Slerp.Between(a, b, t));

    /// <summary>Disposes the network.</summary>
    public void Dispose() => model.Dispose();

    private static Func<long, long, long> Size(int latent) => (_, _) => latent;
}
