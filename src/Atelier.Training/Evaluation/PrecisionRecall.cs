namespace Atelier.Training.Evaluation;

/// <summary>How much of what is made could be real, and how much of what is real is made (Kynkäänniemi et al., "Improved
/// Precision and Recall Metric for Assessing Generative Models", 2019): a set is where its features are, each with a ball that
/// reaches to its k-th nearest neighbour.</summary>
/// <param name="Precision">Share of the made ones that lie in the real ones' balls.</param>
/// <param name="Recall">Share of the real ones that lie in the made ones' balls.</param>
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <summary>Compares features [n, d] and [m, d].</summary>
    /// <param name="real">Of real pictures.</param>
    /// <param name="made">Of made ones.</param>
    /// <param name="neighbours">k; the paper's 3; at most all others.</param>
    public static PrecisionRecall Between(Tensor real, Tensor made, int neighbours = 3)
    {
        using var scope = NewDisposeScope();
        var apart = Distances(made, real);                                                       // [m, n]
        return new(Covered(apart, Reach(real, neighbours)), Covered(apart.transpose(0, 1), Reach(made, neighbours)));
    }

    /// <summary>Squared distances of every row of a [m, d] to every row of b [n, d], as [m, n].</summary>
    internal static Tensor Distances(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var squares = a.square().sum([1], keepdim: true) + b.square().sum([1]).unsqueeze(0);
        return scope.MoveToOuter((squares - (a.matmul(b.transpose(0, 1)) * 2)).clamp_min(0));
    }

    // squared radius of each ball, [n]; the nearest of all is the point itself
    private static Tensor Reach(Tensor features, int neighbours)
    {
        var rank = Math.Min(neighbours, features.size(0) - 1);
        return -(-Distances(features, features)).topk((int)rank + 1, 1).values.select(1, rank);
    }

    private static double Covered(Tensor distances, Tensor reach) =>
        (reach.unsqueeze(0) - distances).topk(1, 1).values.ge(0).to(ScalarType.Float32).mean().ToDouble(); // [m, n], [n]
}
