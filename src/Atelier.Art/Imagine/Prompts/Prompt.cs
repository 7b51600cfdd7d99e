using Atelier.Art.Imagine.Loop;
using Atelier.Core;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>Words, or a picture, that guide the optimisation.</summary>
/// <param name="Subject">The words, or the path of a picture.</param>
/// <param name="Weight">Weight of its loss; negative pushes away.</param>
/// <param name="Stop">The distance below which it has no gradient.</param>
public sealed record Prompt(string Subject, double Weight = 1, double Stop = double.NegativeInfinity)
{
    /// <summary>The words that networks read: the subject, or words for it that they know.</summary>
    public string Words { get => field ?? Subject; init; }

    /// <summary>Parses <c>words:weight:stop|more words:weight</c>; see <see cref="PromptGrammar"/>.</summary>
    /// <exception cref="OptionException">A prompt is empty, or a number is out of range.</exception>
    public static IReadOnlyList<Prompt> Parse(string text) => PromptGrammar.Parse(text);

    /// <summary>The mean squared spherical distance of features x [n, e] from the prompt's features [m, e]: one row for words, one per
    /// cut-out for a picture.</summary>
    public Tensor Loss(Tensor x, Tensor target)
    {
        using var scope = NewDisposeScope();
        var distances = SphericalDistance(x, target) * Math.Sign(Weight); // [n, m]
        if (!double.IsNegativeInfinity(Stop)) // the value stays; the gradient is 0 below the stop
        {
            distances = StraightThrough.ReplaceGradient(distances, distances.maximum(tensor(Stop, dtype: ScalarType.Float32)));
        }

        return scope.MoveToOuter(distances.mean() * Math.Abs(Weight));
    }

    /// <summary>2 · arcsin²(|x̂ - ŷ| / 2): half the squared angle between each x [n, e] and each y [m, e], [n, m].</summary>
    public static Tensor SphericalDistance(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var difference = F.normalize(x).unsqueeze(1) - F.normalize(y).unsqueeze(0); // [n, m, e]
        return scope.MoveToOuter((difference.norm(2) / 2).asin().square() * 2);
    }

    /// <inheritdoc/>
    public override string ToString() => Subject;
}
