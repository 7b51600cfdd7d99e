using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Models;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>What the small models that come with the program know of prompts.</summary>
/// <param name="Unknown">The words that they do not know.</param>
/// <param name="Known">The words that they go by.</param>
public sealed record PromptCheck(IReadOnlyList<string> Unknown, IReadOnlyList<string> Known)
{
    private const int Named = 12; // words of a sentence

    /// <summary>What is not known, in a sentence; null if all is.</summary>
    public string? Note => Unknown.Count == 0 ? null
        : $"The small models do not know {List(Unknown)}{(Known.Count > 0 ? $"; they go by {List(Known)}" : "")}.";

    /// <summary>Whether a CLIP comes with the program, and knows the words of drawings alone.</summary>
    public static bool IsSmall(ModelFiles clip) =>
        ShippedFolders.Named("models").Contains(Path.GetDirectoryName(clip.Folder))
        && File.Exists(Path.Combine(clip.Folder, "vocabulary.txt"));

    /// <summary>Checks prompts for a small CLIP.</summary>
    /// <param name="generator">The generator whose drawings' words it was trained on.</param>
    /// <param name="prompts">The prompts.</param>
    /// <returns>What it knows of them; null if the generator's drawings have no words.</returns>
    /// <exception cref="ModelFileException">A file of words is damaged.</exception>
    public static PromptCheck? Create(ModelFiles generator, IEnumerable<string> prompts) =>
        StartLexicon.Find(generator) is { } lexicon
            ? Create([.. prompts.Select(prompt => new PromptReader(lexicon).Read(prompt))])
            : null;

    /// <summary>A prompt as a small CLIP reads it: in words that the drawings have, such as "a dog" for "a terrier"; as written where
    /// nothing is to be replaced, or the generator's drawings have no words.</summary>
    /// <param name="generator">The generator whose drawings' words the CLIP was trained on.</param>
    /// <param name="prompt">The prompt.</param>
    /// <exception cref="ModelFileException">A file of words is damaged.</exception>
    public static string Read(ModelFiles generator, string prompt) =>
        StartLexicon.Find(generator) is { } lexicon ? new PromptReader(lexicon).Read(prompt).Say(prompt) : prompt;

    /// <summary>What is known of prompts that were read.</summary>
    internal static PromptCheck Create(IReadOnlyList<PromptReading> readings) =>
        new([.. readings.SelectMany(reading => reading.Unknown).Distinct()], [.. readings.SelectMany(reading => reading.Known).Distinct()]);

    /// <summary>Why a prompt of which nothing is known is refused, with words that are spelt alike.</summary>
    internal string Refusal(StartLexicon lexicon) =>
        $"The small models know no word of this prompt, {List(Unknown)}: words near to {(Unknown.Count == 1 ? "it" : "them")} are " +
        $"{List([.. Unknown.Take(2).SelectMany(lexicon.Similar).Distinct()])}.";

    private static string List(IReadOnlyList<string> words)
    {
        string[] quoted = [.. words.Take(Named).Select(word => $"'{word}'"), .. words.Count > Named ? (string[])["others"] : []];
        return quoted.Length == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} and {quoted[^1]}";
    }
}
