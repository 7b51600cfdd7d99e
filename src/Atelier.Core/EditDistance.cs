namespace Atelier.Core;

/// <summary>Edit distance, to suggest the names nearest to an unknown one.</summary>
public static class EditDistance
{
    /// <summary>The Levenshtein distance: the fewest letters to change, insert or delete.</summary>
    public static int Between(string a, string b, bool ignoreCase = false)
    {
        char Letter(char letter) => ignoreCase ? char.ToLowerInvariant(letter) : letter;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (corner, row[j]) =
                    (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (Letter(a[i - 1]) == Letter(b[j - 1]) ? 0 : 1)));
            }
        }

        return row[^1];
    }

    /// <summary>The names nearest to a word, the nearest first, whatever their case: three at most.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="names">What could be meant.</param>
    /// <param name="within">The largest distance that still is near.</param>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> names, int within) =>
        [.. names.Select(name => (Name: name, Distance: Between(name, word, ignoreCase: true)))
            .Where(near => near.Distance <= within).OrderBy(near => near.Distance).Take(3).Select(near => near.Name)];
}
