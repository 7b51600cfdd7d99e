using Atelier.Core;

namespace Atelier.Training.Data;

/// <summary>Splits named items into a training and a held-out part.</summary>
internal static class HeldOutSplit
{
    /// <summary>The items of one split, in their order. A hash of the name decides, so the split is the same on every machine and does not
    /// change when other items come or go. Each split gets at least one of several items; a single item is in both.</summary>
    public static IEnumerable<T> Select<T>(IReadOnlyList<T> items, Func<T, string> nameOf, double heldOut, DataSplit split)
    {
        if (heldOut > 0 && items.Count == 1)
        {
            return items;
        }

        var ranked = items.Select((item, i) => (Index: i, Rank: Rank(nameOf(item)))).OrderBy(item => item.Rank).ToList();
        var count = ranked.Count(item => item.Rank < heldOut);
        count = heldOut > 0 && items.Count > 1 ? Math.Clamp(count, 1, items.Count - 1) : count;
        var test = ranked.Take(count).Select(item => item.Index).ToHashSet();
        return items.Where((_, i) => test.Contains(i) == (split == DataSplit.Test));
    }

    // uniform in [0, 1)
    private static double Rank(string name)
    {
        var hash = 14695981039346656037; // FNV-1a
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return new SplitMix64(hash, 0).Next();
    }
}
