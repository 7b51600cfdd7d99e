using Atelier.Art.Imagine.Loop;
using Atelier.Models.Gan.StyleGan2;

namespace Atelier.Art.Imagine.Generators.Gans;

/// <summary>A StyleGAN2 in the guided loop. The latent is, by its space, w [b, 1, d] for all layers, w+ [b, n, d], one for each, both as
/// distances from the average w, or z [b, z] before the mapping network. The truncation holds for every picture, not for the first alone.
/// </summary>
internal sealed class GuidedStyleGan2 : IGenerator
{
    private const double DefaultTruncation = 0.7;
    private const int Draws = 512; // of w, to measure its spread

    private readonly StyleGan2Generator _model;
    private readonly LatentOptions _options;
    private readonly Tensor _spread; // standard deviation of w around its average, [d]
    private readonly Tensor? _classes; // [1, k]

    /// <summary>Takes ownership of the network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">Space, truncation and class.</param>
    /// <param name="seed">Chooses a class where none is given.</param>
    /// <param name="device">The network's device.</param>
    public GuidedStyleGan2(StyleGan2Generator model, LatentOptions options, ulong seed, Device device)
    {
        (_model, _options, Device) = (model, options, device);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new DeviceGenerator(seed, device);
        var mapping = model.Options.Mapping;
        if (mapping.Classes > 0)
        {
            _classes = ClassLogits.Random(options, mapping.Classes, random).gt(0).to(ScalarType.Float32).DetachFromDisposeScope();
        }

        var w = Map(randn([Draws, mapping.Latent], device: device, generator: random)).select(1, 0);               // [draws, d]
        _spread = (w - model.AverageLatent).square().mean([0]).sqrt().clamp_min(1e-6).DetachFromDisposeScope();
    }

    /// <summary>StyleGAN2 of stylegan2-ada-pytorch, as pickle or safetensors.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = "stylegan2",
        Recognises = StyleGan2File.Recognises,
        Describe = request =>
        {
            var (sizes, parameters) = StyleGan2File.Describe(request.Files);
            var takes = new HashSet<string>
            {
                nameof(ImagineOptions.LatentDecay), nameof(ImagineOptions.Candidates),
                nameof(LatentOptions.Truncation), nameof(LatentOptions.Space),
            };
            if (sizes.Mapping.Classes > 0)
            {
                ClassLogits.Require(request.Options.Latent, sizes.Mapping.Classes, request.Options.Model);
                takes.Add(nameof(LatentOptions.Class));
            }

            return new()
            {
                Sizes = new(1, sizes.Size),
                Defaults = new() { Size = sizes.Size, Iterations = 150, LearningRate = 0.05, LatentDecay = 0.01 },
                Takes = takes,
                Parameters = parameters,
                RanksDraws = true,
                IsSeeded = true,
                KeptPerPixel = 12.0 * sizes.Channels[^1],
                LatentSize = (_, _) => sizes.Width * sizes.Latents,
            };
        },
        Create = request => new GuidedStyleGan2(
            StyleGan2File.Load(request.Files, request.Device), request.Options.Latent, request.Options.Seed, request.Device),
    };

    /// <inheritdoc/>
    public Device Device { get; }

    private double Truncation => _options.Truncation ?? DefaultTruncation;

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var z = randn([1, _model.Options.Mapping.Latent], device: random.device, generator: random);
        if (_options.Space == LatentSpace.Z)
        {
            return scope.MoveToOuter(z);
        }

        var w = (Map(z) - _model.AverageLatent) / _spread;                                                         // [1, n, d]
        return scope.MoveToOuter(_options.Space == LatentSpace.WPlus ? w : w.narrow(1, 0, 1).contiguous());
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var x = latent.Value;
        var away = _options.Space == LatentSpace.Z ? Map(x) - _model.AverageLatent
            : (x * _spread).expand(x.size(0), _model.Options.Latents, -1);
        var picture = _model.Synthesize(_model.AverageLatent + (away * Truncation));                               // [b, p, s, s]
        var clamped = StraightThrough.Clamp((picture + 1) / 2, 0, 1);
        return scope.MoveToOuter(clamped.size(1) == 3 ? clamped : clamped.narrow(1, 0, 1).expand(-1, 3, -1, -1));
    }

    /// <summary>Nothing: every latent is a picture.</summary>
    public void Project(Latent latent)
    {
    }

    /// <summary>On a line between w, which the mapping network has straightened; z turns.</summary>
    public Latent Between(Latent from, Latent to, double t) => from.Between(
        to, (a, b) => _options.Space == LatentSpace.Z ? Slerp.Between(a, b, t) : (a * (1 - t)) + (b * t));

    /// <summary>Disposes the network.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _spread.Dispose();
        _classes?.Dispose();
    }

    // w of each layer, [b, n, d]
    private Tensor Map(Tensor z) => _model.Map(z, _classes?.expand(z.size(0), -1));
}
