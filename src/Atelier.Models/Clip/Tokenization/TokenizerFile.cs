using Atelier.Core;

namespace Atelier.Models.Clip.Tokenization;

/// <summary>The tokenizer that belongs to a CLIP.</summary>
public static class TokenizerFile
{
    private const string OpenAi = "bpe_simple_vocab_16e6.txt.gz";
    private const int OpenAiSize = 49408;

    /// <summary>Reads <c>vocabulary.txt</c> or OpenAI's vocabulary file in the model's folder.</summary>
    /// <exception cref="ModelFileException">There is no vocabulary, or it is not this model's.</exception>
    public static Tokenizer Load(ModelFiles files, ClipOptions options)
    {
        string[] names = ["vocabulary.txt", OpenAi];
        var found = names.Select(name => Path.Combine(files.Folder, name)).FirstOrDefault(File.Exists)
            ?? throw new ModelFileException(options.VocabularySize == OpenAiSize
                ? $"{files.Weights} needs OpenAI's vocabulary: put {OpenAi} of github.com/openai/CLIP beside it."
                : $"{files.Weights} needs its vocabulary.txt beside it.");
        var vocabulary = BytePairVocabulary.Load(found);
        return vocabulary.Size == options.VocabularySize ? new(vocabulary, options.ContextLength)
            : throw new ModelFileException(
                $"{found} has {vocabulary.Size} tokens, {files.Weights} was trained with {options.VocabularySize}: they do not belong " +
                "together.");
    }
}
