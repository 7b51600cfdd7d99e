using Atelier.Hub;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>The models that imagine.</summary>
public static class Generators
{
    private const int ReleasedIterations = 500; // where a model does not say

    /// <summary>The one that is used where none is named.</summary>
    public static string Default { get; } = new ImagineInput().Model;

    /// <summary>The names of those that are installed.</summary>
    public static IReadOnlyList<string> Names =>
        [.. ModelHub.Names.Where(name => ModelNames.KindOf(name) == "vqgan")];

    /// <summary>Iterations by default.</summary>
    public static int Iterations(string model) => ModelHub.Find(model).Config.Integer("imagine.iterations") ?? ReleasedIterations;
}
