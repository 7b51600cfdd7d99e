using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Art.Paint;

/// <summary>Optimises the strokes of a painting towards words with a CLIP; without a painting, from random strokes.</summary>
public sealed record ClipGuidedPainter
{
    private const int Side = 128; // longer side in pixels of the pictures that the CLIP sees
    private const int Cutouts = 16;
    private PromptPlan? _plan;

    /// <summary>Text prompts: <c>words:weight:stop|more words</c>.</summary>
    public string Words
    {
        get;
        init => (field, _plan) = (value, null);
    } = "";

    /// <summary>The CLIP, by name or path.</summary>
    public string Clip { get; init; } = "clip-glyphs";

    /// <summary>Iterations of the guided loop.</summary>
    public int Iterations { get; init; } = 150;

    /// <summary>Number of random strokes without a painting, and the largest number of a painting's strokes.</summary>
    public int Strokes { get; init; } = 250;

    /// <summary>Weight of the squared distance from the painting's strokes.</summary>
    public double Hold { get; init; } = 3;

    /// <summary>Seed of strokes and cut-outs.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks prompts, model and ranges.</summary>
    /// <exception cref="OptionException">A prompt is malformed, or a value is out of range.</exception>
    /// <exception cref="ModelFileException">The CLIP is missing.</exception>
    public void Validate()
    {
        _ = Plan;
        ModelHub.Find(Clip);
        if (Iterations is < 1 or > 100_000 || Strokes is < 1 or > 5000 || !(Hold is >= 0 and <= 1e6))
        {
            throw new OptionException(
                $"{nameof(Iterations)} is 1 to 100000, {nameof(Strokes)} 1 to 5000 towards words, {nameof(Hold)} 0 to 1000000.",
                nameof(Iterations),
                nameof(Strokes),
                nameof(Hold));
        }
    }

    /// <summary>A sentence for each prompt that is longer than the CLIP's context.</summary>
    /// <exception cref="ModelFileException">The CLIP or its vocabulary cannot be read.</exception>
    public IEnumerable<string> Notes() => LongPrompts.Notes(Plan.Texts, [(Clip, ModelHub.Find(Clip))]);

    /// <summary>A picture to paint if there is none: of the drawings that the shipped generator was trained on, the best for the words.
    /// </summary>
    /// <param name="size">Its side in pixels.</param>
    /// <param name="cancel">Cancels between candidates.</param>
    public Picture Sketch(int size, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new Generator(Seed);
        var defaults = new ImagineOptions();
        var files = ModelHub.Find(defaults.Model);
        using var generator = new VqganGenerator(VqganFile.Load(files));
        using var clip = LoadClip(random.device);
        using var critic = Encode(clip, random);
        var bank = StartBank.Find(files)
            ?? throw new ModelFileException(
                $"{defaults.Model} has no drawings to start from: give a picture, or start from random strokes.");
        var found = bank.FindBest(generator, [critic], Plan, aspect: 1, defaults.Candidates, random, Seed, cancel: cancel);
        var best = StartImages.Resize(found, Side, Side);
        return generator.Generate(generator.Encode(best)).ToPicture().Resize(size, size);
    }

    /// <summary>Optimises a painting.</summary>
    /// <param name="painting">The start: its strokes, or, if it has none, its size, style and ground.</param>
    /// <param name="progress">Receives iteration and loss.</param>
    /// <param name="cancel">Cancels between iterations.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Painting Paint(Painting painting, IProgress<(int Step, double Loss)>? progress = null, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(Seed);
        var (width, height) = painting.SizeWithLongerSide(Side);
        var count = painting.Strokes.Count > 0 ? Math.Min(Strokes, painting.Strokes.Count) : Strokes;
        using var generator = new StrokeGenerator(painting.Brushes().MeanCover(), count, painting.Ground, height, width)
        {
            Medium = painting.Style.Medium,
        };
        using var clip = LoadClip(random.device);
        using var critic = Encode(clip, random);
        var options = new ImagineOptions
        {
            Prompt = Words, LearningRate = 0.012, Seed = Seed, Anchor = painting.Strokes.Count > 0 ? Hold : 0,
        };
        Latent start = painting.Strokes.Count > 0 ? generator.Encode(painting) : generator.Random(height, width, random);
        using var loop = new GuidedLoop(options, generator, [critic], start);
        while (loop.Iteration < Iterations)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report((loop.Iteration + 1, loop.Step().Values.Sum()));
        }

        return painting with { Strokes = generator.Strokes(loop.Best) };
    }

    private PromptPlan Plan => _plan ??= PromptPlan.Parse(Words, "");

    private ClipPipeline LoadClip(Device device) => CriticLoader.Load(ModelHub.Find(Clip), Precision.Auto.IsBFloat16(device), device);

    private ICritic Encode(ClipPipeline clip, Generator random) => CriticLoader.Encode(
        clip, Plan, new(clip.Model.Options.Resolution, Cutouts, power: 1, CutMethod.Batched), new(), random);
}
