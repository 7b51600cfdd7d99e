namespace Atelier.Architecture.Tests;

/// <summary>A rule that all sources keep.</summary>
internal static class Rule
{
    /// <summary>Fails with every place that breaks it.</summary>
    public static void Holds(IEnumerable<string> broken)
    {
        var places = broken.ToList();
        Assert.True(places.Count == 0, $"{places.Count} places break the rule:\n{string.Join('\n', places)}");
    }
}
