using System.Text.Json;
using Atelier.Core;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>What the drawings of a <see cref="StartBank"/> show, in words: <c>starts.words.json.gz</c> beside it.</summary>
/// <param name="Concepts">The names of the concepts, lower case, such as <c>red apple</c>, in the bank's order.</param>
/// <param name="Heads">The noun of each name: apple; empty if what it means is none, as a hot dog is no dog.</param>
/// <param name="Tags">Other words for each concept, the most fitting first.</param>
/// <param name="LooseTags">Words that have to do with each concept: the sea for a whale.</param>
/// <param name="Shows">The concept of each drawing, in the bank's order.</param>
/// <param name="OwnTags">Words of single drawings, by their index.</param>
/// <param name="Emoji">The names that emoji have, by their characters without variation selectors.</param>
public sealed record StartWords(
    IReadOnlyList<string> Concepts,
    IReadOnlyList<string> Heads,
    IReadOnlyList<IReadOnlyList<string>> Tags,
    IReadOnlyList<IReadOnlyList<string>> LooseTags,
    IReadOnlyList<int> Shows,
    IReadOnlyDictionary<int, IReadOnlyList<string>> OwnTags,
    IReadOnlyDictionary<string, string> Emoji)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The names of the concepts that the small models were not trained on.</summary>
    public IReadOnlyList<string> Untrained { get; init; } = [];

    /// <summary>The path of the file in a generator's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "starts.words.json.gz");

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static StartWords Read(string path)
    {
        var words = CompressedFile.Read(path, stream => JsonSerializer.Deserialize<StartWords>(stream, Json));
        return words is
            {
                Concepts: not null, Heads: not null, Tags: not null, LooseTags: not null, Shows: not null, OwnTags: not null,
                Emoji: not null, Untrained: not null,
            }
            && words.Heads.Count == words.Concepts.Count && words.Tags.Count == words.Concepts.Count
            && words.LooseTags.Count == words.Concepts.Count
            && words.Shows.All(concept => concept >= 0 && concept < words.Concepts.Count)
            ? words
            : throw new ModelFileException($"{path} is damaged (its lists do not fit together): take it from the release again.");
    }

    /// <summary>Writes a file.</summary>
    public void Write(string path) => CompressedFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));
}
