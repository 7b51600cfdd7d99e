using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>Interpolates two networks of one architecture weight by weight (Wang et al., "Deep Network Interpolation", 2019): between a
/// PSNR-oriented and a GAN-trained one, or a denoising one and one that keeps noise.</summary>
public static class NetworkInterpolation
{
    /// <summary>The first key of a weight that one of two networks lacks, or that has another shape; null if they are of one architecture.
    /// </summary>
    public static string? Mismatch(IReadOnlyDictionary<string, StoredTensor> first, IReadOnlyDictionary<string, StoredTensor> second) =>
        first.Keys.Union(second.Keys).Order(StringComparer.Ordinal).FirstOrDefault(
            key => !first.ContainsKey(key) || !second.ContainsKey(key) || !first[key].Shape.SequenceEqual(second[key].Shape));

    /// <summary>(1 - alpha) · first + alpha · second, for every weight; of what is no floating-point number, the first.</summary>
    /// <exception cref="ModelFileException">They are not of one architecture.</exception>
    /// <exception cref="OptionException">Alpha is not in [0, 1].</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Blend(
        IReadOnlyDictionary<string, StoredTensor> first,
        string firstName,
        IReadOnlyDictionary<string, StoredTensor> second,
        string secondName,
        double alpha)
    {
        if (alpha is not (>= 0 and <= 1))
        {
            throw new OptionException($"Alpha {alpha} is not between 0 and 1.", "Alpha");
        }

        return Mismatch(first, second) is not { } mismatch
            ? first.ToDictionary(
                entry => entry.Key, entry => new StoredTensor(entry.Value.Shape, () => Mix(entry.Value, second[entry.Key], alpha)))
            : throw new ModelFileException(
                $"{firstName} and {secondName} are not of one architecture ({mismatch} differs): they cannot be blended.");
    }

    private static Tensor Mix(StoredTensor first, StoredTensor second, double alpha)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (first.Read(), second.Read());
        return scope.MoveToOuter(
            !a.is_floating_point() ? a : (a.to(ScalarType.Float32) * (1 - alpha)) + (b.to(ScalarType.Float32) * alpha));
    }
}
