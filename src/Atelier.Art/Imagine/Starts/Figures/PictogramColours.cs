using System.Collections.Frozen;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Starts.Figures;

/// <summary>Colours in which the things of pictograms, which are drawn in black, are known at a glance: a capybara is brown. From
/// <c>pictogram-colours.txt</c>, of lines <c>#rrggbb name, name</c>.</summary>
internal static class PictogramColours
{
    private static readonly FrozenDictionary<string, Colour> All = Read().ToFrozenDictionary(pair => pair.Concept, pair => pair.Colour);

    /// <summary>The colour of what a pictogram of a name shows; null if it has none of its own.</summary>
    public static Colour? Of(string concept) => All.TryGetValue(concept, out var colour) ? colour : null;

    private static IEnumerable<(string Concept, Colour Colour)> Read()
    {
        using var reader = new StreamReader(
            typeof(PictogramColours).Assembly.GetManifestResourceStream("Atelier.Art.Imagine.Starts.Figures.pictogram-colours.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ');
            foreach (var concept in line[(space + 1)..].Split(", "))
            {
                yield return (concept, Colour.FromHex(line[..space])!.Value);
            }
        }
    }
}
