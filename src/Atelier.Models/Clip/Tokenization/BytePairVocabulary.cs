using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Models.Clip.Tokenization;

/// <summary>Byte-pair encoding (Sennrich et al., 2016) with the token order of the official CLIP vocabulary: 256 bytes, 256 bytes that
/// end a word, one token per merge, start, end.</summary>
public sealed class BytePairVocabulary
{
    private const string EndOfWord = "</w>";
    private readonly Dictionary<(string, string), int> _ranks = [];
    private readonly Dictionary<string, int> _ids = [];
    private readonly ConcurrentDictionary<string, int[]> _words = []; // tokens by word; a vocabulary is shared by threads
    private readonly List<(string, string)> _merges;

    private BytePairVocabulary(List<(string, string)> merges)
    {
        _merges = merges;
        foreach (var letter in ByteLetters)
        {
            _ids.Add(letter.ToString(), _ids.Count);
        }

        foreach (var letter in ByteLetters)
        {
            _ids.Add(letter + EndOfWord, _ids.Count);
        }

        for (var i = 0; i < merges.Count; i++)
        {
            _ranks.TryAdd(merges[i], i);
            _ids.TryAdd(merges[i].Item1 + merges[i].Item2, 512 + i);
        }
    }

    /// <summary>How many tokens there are.</summary>
    public int Size => 512 + _merges.Count + 2;

    /// <summary>The token before every text.</summary>
    public int Start => Size - 2;

    /// <summary>The token after every text: the highest.</summary>
    public int End => Size - 1;

    // GPT-2's bytes_to_unicode: printable bytes stand for themselves, the others for letters from U+0100
    private static IReadOnlyList<char> ByteLetters { get; } =
    [
        .. Printable().Select(b => (char)b), .. Enumerable.Range(0x100, 256 - Printable().Count()).Select(c => (char)c),
    ];

    private static char[] LetterOfByte { get; } = MapBytes();

    /// <summary>Reads merges, one "left right" a line after a first line that is skipped; gzipped or not. Of
    /// OpenAI's file the first 48,894 are used.</summary>
    /// <exception cref="ModelFileException">The file is missing or is no list of merges.</exception>
    public static BytePairVocabulary Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelFileException(
                $"There is no vocabulary {path}: it should be a list of byte-pair merges such as OpenAI's bpe_simple_vocab_16e6.txt.gz.");
        }

        InputFile.Require(path, "a vocabulary", (message, inner) => new ModelFileException(message, inner));
        try
        {
            using var file = File.OpenRead(path);
            using var reader = new StreamReader(
                path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file, Encoding.UTF8);
            return new(Merges(reader, path));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static List<(string, string)> Merges(StreamReader reader, string path)
    {
        reader.ReadLine();
        var merges = new List<(string, string)>();
        while (reader.ReadLine() is { } line && merges.Count < 49152 - 256 - 2)
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            merges.Add(
                parts.Length == 2 ? (parts[0], parts[1]) : throw new ModelFileException(
                    $"{path} is no list of byte-pair merges: line {merges.Count + 2} is '{line}', two parts are needed."));
        }

        return merges;
    }

    /// <summary>Trains merges on word counts.</summary>
    public static BytePairVocabulary Learn(IReadOnlyDictionary<string, int> words, int merges) =>
        new BytePairVocabulary([]).Grow(words, merges);

    /// <summary>Trains further merges on word counts. Those there are come first, so all tokens but start and end keep their numbers.
    /// </summary>
    public BytePairVocabulary Grow(IReadOnlyDictionary<string, int> words, int merges)
    {
        var counted = words.Select(pair => (Parts: Split(pair.Key), Count: pair.Value)).Where(word => word.Parts.Length > 1).ToArray();
        List<(string, string)> learned = [.. _merges];
        for (var i = 0; i < merges; i++)
        {
            var pairs = new Dictionary<(string, string), int>();
            foreach (var (parts, count) in counted)
            {
                for (var at = 0; at + 1 < parts.Length; at++)
                {
                    var pair = (parts[at], parts[at + 1]);
                    pairs[pair] = pairs.GetValueOrDefault(pair) + count;
                }
            }

            if (pairs.Count == 0)
            {
                break;
            }

            var best = pairs.MaxBy(pair => (pair.Value, pair.Key.Item1 + " " + pair.Key.Item2)).Key;
            learned.Add(best);
            counted = [.. counted.Select(word => (Merge(word.Parts, best), word.Count))];
        }

        return new(learned);
    }

    /// <summary>The merges as <see cref="Load"/> reads them.</summary>
    public string Text => "#version: atelier 1\n" + string.Concat(_merges.Select(merge => $"{merge.Item1} {merge.Item2}\n"));

    /// <summary>Writes the merges as <see cref="Load"/> reads them.</summary>
    public void Save(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(Text));

    /// <summary>The tokens of one word.</summary>
    public IReadOnlyList<int> Encode(string word) =>
        _words.GetOrAdd(word, unknown => [.. Split(unknown).Select(part => _ids[part])]);

    /// <summary>The tokens of one word when each merge is left out with a probability: BPE-dropout (Provilkov et al., 2020), which shows a
    /// model in training the parts of words it knows.</summary>
    public IReadOnlyList<int> Encode(string word, SplitMix64 random, float dropout) =>
        [.. Split(word, () => random.Bernoulli(dropout)).Select(part => _ids[part])];

    /// <summary>The tokens of which a merged one is made, itself alone if it is none.</summary>
    public IReadOnlyList<int> PartsOf(int token) => token is >= 512 && token < Start
        ? [_ids[_merges[token - 512].Item1], _ids[_merges[token - 512].Item2]]
        : [token];

    private string[] Split(string word, Func<bool>? isDropped = null)
    {
        var parts = Letters(word);
        while (true)
        {
            var (best, rank) = (default((string, string)), int.MaxValue);
            for (var i = 0; i + 1 < parts.Length; i++)
            {
                var pair = (parts[i], parts[i + 1]);
                if (_ranks.TryGetValue(pair, out var found) && found < rank && isDropped?.Invoke() != true)
                {
                    (best, rank) = (pair, found);
                }
            }

            if (rank == int.MaxValue)
            {
                return parts;
            }

            parts = Merge(parts, best);
        }
    }

    private static string[] Letters(string word)
    {
        var letters = Encoding.UTF8.GetBytes(word).Select(b => LetterOfByte[b].ToString()).ToArray();
        letters[^1] += EndOfWord;
        return letters;
    }

    private static string[] Merge(string[] parts, (string Left, string Right) pair)
    {
        if (!parts.Contains(pair.Left))
        {
            return parts;
        }

        var merged = new List<string>(parts.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i + 1 < parts.Length && parts[i] == pair.Left && parts[i + 1] == pair.Right)
            {
                merged.Add(parts[i] + parts[++i]);
            }
            else
            {
                merged.Add(parts[i]);
            }
        }

        return [.. merged];
    }

    private static IEnumerable<int> Printable() =>
        Enumerable.Range('!', '~' - '!' + 1).Concat(Enumerable.Range('¡', '¬' - '¡' + 1)).Concat(Enumerable.Range('®', 'ÿ' - '®' + 1));

    private static char[] MapBytes()
    {
        var map = new char[256];
        var next = 0x100;
        for (var b = 0; b < 256; b++)
        {
            map[b] = Printable().Contains(b) ? (char)b : (char)next++;
        }

        return map;
    }
}
