using Atelier.Tensors;

namespace Atelier.Art.Imagine;

/// <summary>Pictures to begin from: noise of several kinds, and others at the size that is wanted.</summary>
internal static class Starts
{
    /// <summary>A picture [1, 3, h, w] in [0, 1], where the random numbers are drawn.</summary>
    public static Tensor Draw(StartKind kind, long height, long width, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        long[] shape = [1, 3, height, width];
        return scope.Keep(kind switch
        {
            StartKind.Pixels => Tensor.Rand(shape, random),
            StartKind.Gradient => Functional.ResizeBilinear(Tensor.Rand([1, 3, 2, 2], random), height, width, alignCorners: true),
            StartKind.Snow => Tensor.Rand([1, 1, height, width], random).Greater(0.97).To(DType.Float32).Expand(shape).Contiguous(),
            _ => Tensor.Ones(shape, random.Device),
        });
    }

    /// <summary>Pictures [n, 3, ., .] in [0, 1] at the size wanted, [n, 3, h, w].</summary>
    public static Tensor Sized(Tensor pictures, long height, long width)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(pictures.Size(2) == height && pictures.Size(3) == width ? pictures : Functional.ResizeBicubic(pictures, height, width).Clamp(0, 1));
    }
}
