using Atelier.Tensors;

namespace Atelier.Training.Learners.Upscaling;

/// <summary>Single decisions from a generator whose state a checkpoint keeps.</summary>
internal sealed class Chance(RandomGenerator random)
{
    /// <summary>Gives the tensors their noise.</summary>
    public RandomGenerator Generator => random;

    /// <summary>Evenly between two numbers.</summary>
    public double Between(double low, double high)
    {
        using var scope = TensorScope.Enter();
        return low + ((high - low) * Tensor.Rand([1], random).Item());
    }

    /// <summary>True in this share of the cases.</summary>
    public bool Happens(double share) => Between(0, 1) < share;

    /// <summary>A place in a list of shares that add up to 1.</summary>
    public int Pick(params ReadOnlySpan<double> shares)
    {
        var (left, place) = (Between(0, 1), 0);
        while (place < shares.Length - 1 && (left -= shares[place]) >= 0)
        {
            place++;
        }

        return place;
    }
}
