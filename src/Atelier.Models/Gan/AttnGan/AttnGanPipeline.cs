using Atelier.Core;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>An AttnGAN with its text encoder and its words. b batch, z width of the noise, c width of the condition, d text width, t words.
/// </summary>
public sealed class AttnGanPipeline : IDisposable
{
    private const string Encoder = "text_encoder*"; // beside the generator: text_encoder.pth, or the authors' text_encoder200.pth
    private readonly AttnGanTextEncoder _encoder;
    private readonly AttnGanVocabulary _vocabulary;
    private readonly Device _device;

    private AttnGanPipeline(AttnGanGenerator generator, AttnGanTextEncoder encoder, AttnGanVocabulary vocabulary, Device device) =>
        (Generator, _encoder, _vocabulary, _device) = (generator, encoder, vocabulary, device);

    /// <summary>The generator, frozen.</summary>
    public AttnGanGenerator Generator { get; }

    /// <summary>The text encoder beside a generator.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public static ModelFiles FindEncoder(ModelFiles generator) =>
        Directory.GetFiles(generator.Folder, Encoder).Order(StringComparer.Ordinal).FirstOrDefault() is { } path
            ? new(path, ModelConfig.Empty)
            : throw new ModelFileException($"{generator.Weights} needs its text encoder beside it, as text_encoder.pth.");

    /// <summary>Requires that the files beside a generator are there and know a caption; no network is loaded.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="caption">What it shall draw.</param>
    /// <exception cref="ModelFileException">A file is missing or damaged, or they do not belong together.</exception>
    /// <exception cref="OptionException">No word of the caption is known.</exception>
    public static void Require(ModelFiles generator, string caption)
    {
        var files = FindEncoder(generator);
        using var encoder = AttnGanFile.LoadTextEncoder(files); // small; its sizes are those of its weights
        AttnGanVocabulary.Load(generator.Folder, encoder.Words).Encode(caption);
    }

    /// <summary>Loads a generator, and the text encoder and the vocabulary beside it.</summary>
    /// <exception cref="ModelFileException">A file is missing or damaged, or they do not belong together.</exception>
    public static AttnGanPipeline Load(ModelFiles files, Device? device = null)
    {
        using var stack = new ExitStack();
        var encoder = stack.Push(AttnGanFile.LoadTextEncoder(FindEncoder(files), device));
        var vocabulary = AttnGanVocabulary.Load(files.Folder, encoder.Words);
        var generator = stack.Push(AttnGanFile.Load(files, device));
        return generator.Options.TextWidth == encoder.Width
            ? stack.PopAll(new AttnGanPipeline(generator, encoder, vocabulary, device ?? CPU))
            : throw new ModelFileException(
                $"{files.Weights} and its text encoder do not belong together: their words have {generator.Options.TextWidth} and " +
                $"{encoder.Width} numbers.");
    }

    /// <summary>A caption's vectors: of its words, [1, d, t], and of the whole, [1, d].</summary>
    /// <exception cref="OptionException">No word of it is known.</exception>
    public (Tensor Words, Tensor Sentence) Encode(string caption)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var numbers = _vocabulary.Encode(caption);
        var (words, sentence) = _encoder.call(
            tensor(numbers, [1, numbers.Length]).to(_device), tensor(new long[] { numbers.Length }).to(_device));
        return scope.MoveToOuter(words, sentence);
    }

    /// <summary>The largest pictures of a caption, [b, 3, s, s] in [0, 1]; gradients reach noise and draw.</summary>
    /// <param name="noise">Normal noise [b, z].</param>
    /// <param name="draw">Normal noise that draws the condition, [b, c].</param>
    /// <param name="caption">The caption's vectors.</param>
    public Tensor Generate(Tensor noise, Tensor draw, (Tensor Words, Tensor Sentence) caption)
    {
        using var scope = NewDisposeScope();
        var (batch, length) = (noise.size(0), caption.Words.size(2));
        var made = Generator.forward(
            noise, draw, caption.Words.expand(batch, -1, -1), caption.Sentence.expand(batch, -1),
            zeros([batch, length], ScalarType.Bool, noise.device));
        return scope.MoveToOuter((made.Pictures[^1] + 1) / 2);
    }

    /// <summary>Disposes both networks.</summary>
    public void Dispose()
    {
        Generator.Dispose();
        _encoder.Dispose();
    }
}
