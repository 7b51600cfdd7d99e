using Atelier.Core;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Text;
using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>The text encoders of a model: one, or SDXL's two side by side.</summary>
internal sealed class DiffusionWords : IDiffusionWords
{
    private const double Aesthetics = 6, NegativeAesthetics = 2.5; // of SDXL's refiner

    private readonly IReadOnlyList<PromptEncoder> _encoders;
    private readonly UnetOptions _options;

    /// <summary>Words by loaded encoders.</summary>
    public DiffusionWords(IReadOnlyList<PromptEncoder> encoders, UnetOptions options) => (_encoders, _options) = (encoders, options);

    /// <summary>Loads the encoders and their vocabulary.</summary>
    /// <exception cref="ModelFileException">One is missing, damaged, or not of this model.</exception>
    public static DiffusionWords Load(
        DiffusionFiles files, DiffusionPart? text, DiffusionPart? secondText, UnetOptions options, DiffusionLoading loading)
    {
        DiffusionPart[] parts = [.. new[] { text, secondText }.OfType<DiffusionPart>()];
        var isXl = options.AdditionTimeEmbedDim is not null;
        using var stack = new ExitStack();
        List<PromptEncoder> encoders = [];
        var vocabulary = parts.Length > 0 ? Vocabulary(files, loading)
            : throw new ModelFileException($"{files.Where} holds no text encoder.");
        var width = 0;
        foreach (var part in parts)
        {
            var model = TextEncoderFile.Load(part, loading.Device);
            if (loading.BFloat16)
            {
                model.ToBFloat16();
            }

            encoders.Add(stack.Push(new PromptEncoder(model, new Tokenizer(vocabulary, model.Options.ContextLength), isPenultimate: isXl)));
            width += model.Options.Width;
            if (vocabulary.Size != model.Options.VocabularySize)
            {
                throw new ModelFileException($"The vocabulary beside {files.Where} has {vocabulary.Size} tokens, its text encoder "
                    + $"{model.Options.VocabularySize}: they do not belong together.");
            }
        }

        return width == options.CrossAttentionDim ? stack.PopAll(new DiffusionWords(encoders, options)) : throw new ModelFileException(
            $"The text encoders of {files.Where} give vectors {width} wide, its UNet takes {options.CrossAttentionDim}: they do not "
            + "belong together.");
    }

    /// <inheritdoc/>
    public (TextCondition Positive, TextCondition? Negative) Encode(
        string prompt, string negativePrompt, Guidance guidance, int width, int height)
    {
        using var scope = NewDisposeScope();
        var chunks = _encoders.SelectMany(encoder => new[] { encoder.CountChunks(prompt), encoder.CountChunks(negativePrompt) }).Max();
        var positive = One(prompt, Aesthetics);
        if (!guidance.IsOn)
        {
            return (Out(positive), null);
        }

        var negative = One(negativePrompt, NegativeAesthetics);
        if (_encoders.Count > 1 && negativePrompt.Length == 0) // SDXL was trained with zeros in place of empty words
        {
            negative = new(negative.Context * 0, negative.Added! with { TextEmbeds = negative.Added.TextEmbeds * 0 });
        }

        return (Out(positive), Out(negative));

        TextCondition One(string words, double aesthetics)
        {
            var encoded = _encoders.Select(encoder => encoder.Encode(words, chunks)).ToList();
            var context = cat([.. encoded.Select(each => each.Context)], 2);
            if (_options.AdditionTimeEmbedDim is not { } each)
            {
                return new(context);
            }

            var pooled = encoded[^1].Pooled;
            var count = (_options.AdditionInputDim - pooled.size(1)) / each;
            float[] sizes = count == 5 ? [height, width, 0, 0, (float)aesthetics] : [height, width, 0, 0, height, width];
            return new(context, new(pooled, tensor(sizes, [1, sizes.Length]).to(pooled.device)));
        }

        TextCondition Out(TextCondition words)
        {
            scope.MoveToOuter(words.Context);
            if (words.Added is { } added)
            {
                scope.MoveToOuter(added.TextEmbeds, added.TimeIds);
            }

            return words;
        }
    }

    /// <inheritdoc/>
    public Tensor EncodeCaptions(IReadOnlyList<string> captions) => _encoders[0].EncodeCaptions(captions);

    /// <summary>Releases the encoders.</summary>
    public void Dispose()
    {
        foreach (var encoder in _encoders)
        {
            encoder.Dispose();
        }
    }

    private static BytePairVocabulary Vocabulary(DiffusionFiles files, DiffusionLoading loading)
    {
        var folder = files.Folder ?? Path.GetDirectoryName(Path.GetFullPath(files.Where))!;
        string[] names = ["tokenizer/merges.txt", "tokenizer_2/merges.txt", "merges.txt", "vocabulary.txt", "bpe_simple_vocab_16e6.txt.gz"];
        var found = loading.Vocabulary ?? names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return BytePairVocabulary.Load(found ?? throw new ModelFileException(
            $"{files.Where} needs CLIP's vocabulary: put merges.txt of its tokenizer, or bpe_simple_vocab_16e6.txt.gz of "
            + "github.com/openai/CLIP, beside it."));
    }
}
