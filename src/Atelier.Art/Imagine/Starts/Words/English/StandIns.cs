using System.Collections.Frozen;

namespace Atelier.Art.Imagine.Starts.Words.English;

/// <summary>What a word that no drawing is named after goes by.</summary>
/// <param name="Concept">The name of a drawing; empty if none comes near.</param>
/// <param name="IsShown">Whether the drawing shows what the word means, rather than only something like it.</param>
internal readonly record struct StandIn(string Concept, bool IsShown);

/// <summary>Words that no drawing is named after, with the drawings that show them, by custom or at a glance: a lion for courage, an anvil
/// for a blacksmith. Dictionaries know what words mean, but not which drawing a person expects. From <c>stand-ins.txt</c>, of lines
/// <c>= anvil: blacksmith, smithy</c>, <c>~ ostrich: cassowary, emu</c> for what is only like it, and <c>- percent</c> for what nothing
/// comes near.</summary>
internal static class StandIns
{
    private static readonly FrozenDictionary<string, StandIn> All = Read().ToFrozenDictionary(pair => pair.Word, pair => pair.StandIn);

    /// <summary>All of them.</summary>
    public static IEnumerable<(string Word, StandIn StandIn)> Entries => All.Select(pair => (pair.Key, pair.Value));

    /// <summary>What a word in lower case, or words separated by spaces, go by; null if that is not known.</summary>
    public static StandIn? Of(string word) => All.TryGetValue(word, out var standIn) ? standIn : null;

    private static IEnumerable<(string Word, StandIn StandIn)> Read()
    {
        using var reader = new StreamReader(
            typeof(StandIns).Assembly.GetManifestResourceStream("Atelier.Art.Imagine.Starts.Words.English.stand-ins.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var (mark, colon) = (line[0], line.IndexOf(':'));
            var concept = mark == '-' ? "" : line[2..colon];
            foreach (var word in line[(mark == '-' ? 2 : colon + 2)..].Split(", "))
            {
                yield return (word, new(concept, mark == '='));
            }
        }
    }
}
