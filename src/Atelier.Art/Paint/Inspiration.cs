using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.Process;

namespace Atelier.Art.Paint;

/// <summary>Changes a painting's strokes until a CLIP finds words in it; without a painting, from strokes of chance.</summary>
public sealed record Inspiration
{
    private const int Side = 128; // pixels of the longer side at which the CLIP sees the strokes

    /// <summary>What it is to show, as <c>imagine</c> understands it: <c>words:weight|more words</c>.</summary>
    public string Words { get; init; } = "";

    /// <summary>The CLIP, by name or path.</summary>
    public string Clip { get; init; } = "clip-glyphs";

    /// <summary>Steps of the guided loop.</summary>
    public int Iterations { get; init; } = 150;

    /// <summary>Strokes of chance where there is no painting, and the most of one.</summary>
    public int Strokes { get; init; } = 250;

    /// <summary>How strongly the painting's strokes stay as they are.</summary>
    public double Hold { get; init; } = 3;

    /// <summary>Seed of strokes and cut-outs.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks words and ranges.</summary>
    /// <exception cref="UserException">Something is wrong.</exception>
    public void Validate()
    {
        Prompt.Parse(Words);
        ModelHub.Find(Clip);
        if (Iterations is < 1 or > 100_000 || Strokes is < 1 or > 5000 || !(Hold is >= 0 and <= 1e6))
        {
            throw new UserException("--iterations is 1 to 100000, strokes towards words are 1 to 5000, --hold is 0 to 1000000.");
        }
    }

    /// <summary>How words are read that are longer than one reading, a sentence each.</summary>
    /// <exception cref="UserException">The CLIP or its vocabulary cannot be read.</exception>
    public IEnumerable<string> Remarks() => LongPrompts.Remarks(Words, [(Clip, ModelHub.Find(Clip))]);

    /// <summary>What to begin from where there is no picture: the drawing nearest the words, of those that the shipped generator learned
    /// from.</summary>
    /// <param name="size">Its side in pixels.</param>
    /// <param name="cancel">Stops with an exception.</param>
    public Picture Sketch(int size, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var random = new Generator(Seed);
        var usual = new ImagineOptions();
        var files = ModelHub.Find(usual.Model);
        using var generator = new VqganGenerator(VqganFile.Load(files));
        using var critic = Critic();
        var bank = StartBank.Find(files)
            ?? throw new UserException($"{usual.Model} has no drawings to begin from: give a picture, or --from-chance.");
        return generator.Generate(generator.Encode(bank.Best(generator, [critic], Side, Side, usual.Candidates, random, cancel)))
            .ToPicture().Resize(size, size);
    }

    /// <summary>The changed painting.</summary>
    /// <param name="painting">What it begins from: its strokes, or, where it has none, only its size, style and ground.</param>
    /// <param name="progress">Told the step and the loss.</param>
    /// <param name="cancel">Stops with an exception.</param>
    public Painting Change(Painting painting, IProgress<(int Step, double Loss)>? progress = null, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(Seed);
        var (width, height) = painting.Sized(Side);
        var count = painting.Strokes.Count > 0 ? Math.Min(Strokes, painting.Strokes.Count) : Strokes;
        using var generator = new StrokeGenerator(painting.Brushes().Mean(), count, painting.Ground, height, width);
        using var critic = Critic();
        var options = new ImagineOptions
        {
            Prompt = Words, LearningRate = 0.012, Seed = Seed, Anchor = painting.Strokes.Count > 0 ? Hold : 0,
        };
        var start = painting.Strokes.Count > 0 ? generator.Latent(painting) : generator.Random(height, width, random);
        using var loop = new GuidedLoop(options, generator, [critic], start);
        while (loop.Iteration < Iterations)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report((loop.Iteration + 1, loop.Step().Values.Sum()));
        }

        return painting with { Strokes = generator.Strokes(loop.State().Tensors["best"]) };
    }

    private ClipCritic Critic()
    {
        var files = ModelHub.Find(Clip);
        var model = ClipFile.Load(files);
        if (Processor.HasBf16)
        {
            model.ToBFloat16();
        }

        var critic = new ClipCritic(model, new(model.Options.Resolution, 16, 1, CutMethod.Batched), new());
        foreach (var prompt in Prompt.Parse(Words))
        {
            critic.AddText(prompt, TokenizerFile.Load(files, model.Options));
        }

        return critic;
    }
}
