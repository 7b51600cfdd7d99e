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
}
