using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Models.Gan.AttnGan;

namespace Atelier.Art.Imagine.Generators.Gans;

/// <summary>An AttnGAN in the guided loop: it draws the heaviest text prompt, and the loop moves its noise. The latent has two normal
/// parts: <c>noise</c> [b, z], and <c>draw</c> [b, c] of the caption's condition.</summary>
internal sealed class GuidedAttnGan : IGenerator
{
    private const string Noise = "noise", Draw = "draw";

    private readonly AttnGanPipeline _model;
    private readonly (Tensor Words, Tensor Sentence) _caption;

    /// <summary>Takes ownership of the networks.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="caption">What to draw.</param>
    /// <param name="device">Their device.</param>
    /// <exception cref="OptionException">No word of the caption is known; the networks stay the caller's.</exception>
    public GuidedAttnGan(AttnGanPipeline model, string caption, Device device)
    {
        using var scope = NewDisposeScope();
        (_model, Device) = (model, device);
        var (words, sentence) = model.Encode(caption);
        _caption = (words.DetachFromDisposeScope(), sentence.DetachFromDisposeScope());
    }

    /// <summary>AttnGAN, in a folder with its text encoder and its words.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = "attngan",
        Recognises = AttnGanFile.Recognises,
        Describe = request =>
        {
            var stored = request.Files.Open();
            var sizes = AttnGanOptions.FromWeights(stored, request.Files.Weights);
            AttnGanPipeline.Require(request.Files, Caption(request.Options));
            var encoder = AttnGanPipeline.FindEncoder(request.Files).Open();
            var side = 32 << sizes.Stages;
            return new()
            {
                Sizes = new(1, side),
                Defaults = new() { Size = side, Iterations = 100, LearningRate = 0.05, LatentDecay = 0.01 },
                Takes = new HashSet<string> { nameof(ImagineOptions.LatentDecay), nameof(ImagineOptions.Candidates) },
                Parameters = stored.CountNumbers() + encoder.CountNumbers(),
                RanksDraws = true,
                DrawsWords = true,
                KeptPerPixel = 14.0 * sizes.Channels,
                LatentSize = (_, _) => sizes.Latent + sizes.Condition,
            };
        },
        Create = request =>
        {
            using var stack = new ExitStack();
            var model = stack.Push(AttnGanPipeline.Load(request.Files, request.Device));
            return stack.PopAll(new GuidedAttnGan(model, Caption(request.Options), request.Device));
        },
    };

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var sizes = _model.Generator.Options;
        return new Latent((Noise, Normal(sizes.Latent)), (Draw, Normal(sizes.Condition))).MoveToOuter(scope);

        Tensor Normal(int width) => randn([1, width], device: random.device, generator: random);
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent) => _model.Generate(latent[Noise], latent[Draw], _caption);

    /// <summary>Nothing: every latent is a picture.</summary>
    public void Project(Latent latent)
    {
    }

    /// <summary>Turns from one to the other, as both priors are normal.</summary>
    public Latent Between(Latent from, Latent to, double t) => from.Between(to, (a, b) => Slerp.Between(a, b, t));

    private static string Caption(ImagineOptions options) => options.Plan.Heaviest?.Subject
        ?? throw new OptionException($"{options.Model} draws words: a text prompt is needed.", nameof(ImagineOptions.Prompt));

    /// <summary>Disposes the networks.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _caption.Words.Dispose();
        _caption.Sentence.Dispose();
    }
}
