using System.Text.Json;

namespace Atelier.Studio.Jobs;

/// <summary>The names of a job's prompts: their words, or the ids of their pictures.</summary>
internal static class PromptNames
{
    private const double LargestWeight = 1e6;

    /// <summary>Requires that weights are those of a job's prompts, and finite.</summary>
    /// <exception cref="StudioException">They are not.</exception>
    public static void Require(string input, IReadOnlyDictionary<string, double> weights)
    {
        using var options = JsonDocument.Parse(input);
        var names = options.RootElement.GetProperty("prompts").EnumerateArray()
            .Select(prompt => (prompt.TryGetProperty("text", out var text) ? text : prompt.GetProperty("picture")).GetString()!).ToList();
        if (weights.Count == 0 || weights.Keys.FirstOrDefault(name => !names.Contains(name)) is { })
        {
            throw new StudioException(400, "invalid", $"weights is for prompts of the job, which are {string.Join(", ", names)}.")
            {
                Field = "weights",
            };
        }

        if (weights.Values.Any(weight => !(Math.Abs(weight) <= LargestWeight)))
        {
            throw new StudioException(400, "invalid", $"A weight is between -{LargestWeight} and {LargestWeight}.") { Field = "weights" };
        }
    }
}
