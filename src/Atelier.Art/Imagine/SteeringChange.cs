using System.Globalization;

namespace Atelier.Art.Imagine;

/// <summary>A change of the prompts' weights while a picture was made.</summary>
/// <param name="Iteration">Iterations that were done before it.</param>
/// <param name="Weights">The new weights, by the words of a prompt or the path of its picture; the others stay.</param>
public sealed record SteeringChange(int Iteration, IReadOnlyDictionary<string, double> Weights)
{
    /// <summary>What happens, in one sentence.</summary>
    public string Describe()
    {
        var weights = Weights.Select(one => string.Create(CultureInfo.InvariantCulture, $"\"{one.Key}\" has the weight {one.Value}"));
        return string.Create(CultureInfo.InvariantCulture, $"After iteration {Iteration}, {string.Join(" and ", weights)}.");
    }
}
