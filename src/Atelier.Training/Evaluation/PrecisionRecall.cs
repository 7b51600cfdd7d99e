namespace Atelier.Training.Evaluation;

/// <summary>Precision and recall of generated pictures (Kynkäänniemi et al., "Improved Precision and Recall Metric for Assessing Generative
/// Models", 2019). The manifold of a set is the union of balls around its features that reach to their k-th nearest neighbours.</summary>
/// <param name="Precision">Fraction of generated pictures in the manifold of the real ones.</param>
/// <param name="Recall">Fraction of real pictures in the manifold of the generated ones.</param>
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <summary>Compares features [n, d] and [m, d].</summary>
    /// <param name="real">Features of real pictures.</param>
    /// <param name="generated">Features of generated pictures.</param>
    /// <param name="neighbours">k, 3 as in the paper; reduced for small sets.</param>
    public static PrecisionRecall Between(Tensor real, Tensor generated, int neighbours = 3)
    {
        using var scope = NewDisposeScope();
        var distances = Distances(generated, real);                                                       // [m, n]
        return new(Coverage(distances, Radii(real, neighbours)), Coverage(distances.transpose(0, 1), Radii(generated, neighbours)));
    }

    /// <summary>Squared distances between the rows of a [m, d] and b [n, d], as [m, n].</summary>
    internal static Tensor Distances(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var squares = a.square().sum([1], keepdim: true) + b.square().sum([1]).unsqueeze(0);
        return scope.MoveToOuter((squares - (a.matmul(b.transpose(0, 1)) * 2)).clamp_min(0));
    }

    // squared radii, [n]; the nearest neighbour of a point is itself
    private static Tensor Radii(Tensor features, int neighbours)
    {
        var rank = Math.Min(neighbours, features.size(0) - 1);
        return -(-Distances(features, features)).topk((int)rank + 1, 1).values.select(1, rank);
    }

    private static double Coverage(Tensor distances, Tensor radii) =>
        (radii.unsqueeze(0) - distances).topk(1, 1).values.ge(0).to(ScalarType.Float32).mean().ToDouble(); // [m, n], [n]
}
