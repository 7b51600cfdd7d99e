using System.Text.RegularExpressions;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>The words that an AttnGAN knows, by number; 0 ends a caption.</summary>
public sealed partial class AttnGanVocabulary
{
    private const string Pickle = "captions.pickle", List = "vocabulary.txt";
    private readonly IReadOnlyDictionary<string, long> _numbers;
    private readonly string _where;

    private AttnGanVocabulary(IReadOnlyDictionary<string, long> numbers, string where) => (_numbers, _where) = (numbers, where);

    /// <summary>Reads the authors' <c>captions.pickle</c>, or <c>vocabulary.txt</c> with a word a line, of a model's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="words">Words of the text encoder.</param>
    /// <exception cref="ModelFileException">Neither is there, it is damaged, or it is of another text encoder.</exception>
    public static AttnGanVocabulary Load(string folder, int words)
    {
        var (pickle, list) = (Path.Combine(folder, Pickle), Path.Combine(folder, List));
        var (numbers, where) = File.Exists(list) ? (ReadList(list), list)
            : File.Exists(pickle) ? (PickleFile.ReadNumbers(pickle), pickle)
            : throw new ModelFileException($"{folder} holds neither AttnGAN's {Pickle} nor a {List}, which number the words.");
        return numbers.Count == words && numbers.Values.Distinct().Count() == words
            && numbers.Values.All(number => number >= 0 && number < words)
            ? new(numbers, where)
            : throw new ModelFileException(
                $"{where} numbers {numbers.Count} words, and the text encoder knows {words}: they do not belong together.");
    }

    /// <summary>The numbers of a caption's words; as in the authors' program, words that are not known are left out.</summary>
    /// <exception cref="OptionException">None is known.</exception>
    public long[] Encode(string caption)
    {
        long[] known =
            [.. Words().Matches(caption.ToLowerInvariant()).Select(word => _numbers.GetValueOrDefault(word.Value)).Where(i => i > 0)];
        return known.Length > 0 ? known : throw new OptionException($"{_where} knows no word of \"{caption}\".");
    }

    private static Dictionary<string, long> ReadList(string path) =>
        InputFile.ReadText(path, "a list of words", (message, inner) => new ModelFileException(message, inner))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Index().DistinctBy(line => line.Item).ToDictionary(line => line.Item, line => (long)line.Index);

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
