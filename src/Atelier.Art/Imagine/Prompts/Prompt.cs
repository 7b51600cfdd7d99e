using Atelier.Art.Imagine.Loop;
using Atelier.Core;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>One thing the picture is to be like: words or a picture, how much, and when it is enough.</summary>
/// <param name="Subject">The words, or the path of a picture.</param>
/// <param name="Weight">How much it counts; negative pushes away.</param>
/// <param name="Stop">The distance at which it no longer pulls.</param>
public sealed record Prompt(string Subject, double Weight = 1, double Stop = double.NegativeInfinity)
{
    /// <summary>Reads <c>words:weight:stop|more words:weight</c>; see <see cref="PromptGrammar"/>.</summary>
    /// <exception cref="UserException">A prompt is empty, or a number cannot be.</exception>
    public static IReadOnlyList<Prompt> Parse(string text) => PromptGrammar.Read(text);

    /// <summary>The loss of features x [n, e] against this prompt's features [m, e] (one of words, several of a
    /// picture): mean squared spherical distance.</summary>
    public Tensor Loss(Tensor x, Tensor target)
    {
        using var scope = NewDisposeScope();
        var distances = SphericalDistance(x, target) * Math.Sign(Weight); // [n, m]
        if (!double.IsNegativeInfinity(Stop)) // the value of the distances; no gradient below the stop
        {
            distances = Straight.Through(distances, distances.maximum(tensor(Stop, dtype: ScalarType.Float32)));
        }

        return scope.MoveToOuter(distances.mean() * Math.Abs(Weight));
    }

    /// <summary>2 · arcsin²(|x̂ - ŷ| / 2): half the squared angle between each x [n, e] and each y [m, e], [n, m].</summary>
    public static Tensor SphericalDistance(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var difference = Unit(x).unsqueeze(1) - Unit(y).unsqueeze(0); // [n, m, e]
        return scope.MoveToOuter((difference.norm(2) / 2).asin().square() * 2);
    }

    /// <inheritdoc/>
    public override string ToString() => Subject;

    private static Tensor Unit(Tensor x) => x / x.norm(1, keepdim: true).clamp_min(1e-12);
}
