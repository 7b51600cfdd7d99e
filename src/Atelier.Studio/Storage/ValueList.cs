using Dapper;

namespace Atelier.Studio.Storage;

/// <summary>Lists of values in statements; Dapper's own differ between databases.</summary>
internal static class ValueList
{
    /// <summary>Adds the values of a list, each once.</summary>
    /// <param name="values">The values of the statement.</param>
    /// <param name="name">What the names of their parameters begin with.</param>
    /// <param name="list">At least one value.</param>
    /// <returns>The list in the statement: <c>(@name0,@name1)</c>.</returns>
    public static string Add(DynamicParameters values, string name, IEnumerable<string> list)
    {
        var names = new List<string>();
        foreach (var value in list.Distinct())
        {
            names.Add($"@{name}{names.Count}");
            values.Add(names[^1], value);
        }

        return $"({string.Join(',', names)})";
    }
}
