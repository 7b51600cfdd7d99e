using Atelier.Core;

namespace Atelier.Models.Clip.Tokenization;

/// <summary>The tokenizer that belongs to a CLIP.</summary>
public static class TokenizerFile
{
    private const string OpenAi = "bpe_simple_vocab_16e6.txt.gz";
    private const int OpenAiSize = 49408;

    /// <summary>Reads <c>vocabulary.txt</c> of the model's folder; a model with OpenAI's 49,408 tokens uses their file, from
    /// its own folder or the folders given.</summary>
    /// <exception cref="UserException">There is no vocabulary, or it is not this model's.</exception>
    public static Tokenizer Load(ModelFiles files, ClipOptions options, params IReadOnlyList<string> folders)
    {
        string[] places =
        [
            Path.Combine(files.Folder, "vocabulary.txt"), .. folders.Prepend(files.Folder).Select(folder => Path.Combine(folder, OpenAi)),
        ];
        var found = places.FirstOrDefault(File.Exists) ?? throw new UserException(options.VocabularySize == OpenAiSize
            ? $"{files.Weights} needs OpenAI's vocabulary: put {OpenAi} of github.com/openai/CLIP beside it."
            : $"{files.Weights} needs its vocabulary.txt beside it.");
        var vocabulary = BytePairVocabulary.Load(found);
        return vocabulary.Size == options.VocabularySize ? new(vocabulary, options.ContextLength)
            : throw new UserException(
                $"{found} has {vocabulary.Size} tokens, {files.Weights} was trained with {options.VocabularySize}: they do not belong " +
                "together.");
    }
}
