using Atelier.Tensors;

namespace Atelier.Nn;

/// <summary>Draws a fresh parameter of a shape.</summary>
public delegate Tensor Initializer(long[] shape, RandomGenerator random);

/// <summary>The usual ways to draw parameters.</summary>
public static class Initialize
{
    /// <summary>All zero.</summary>
    public static Tensor Zeros(long[] shape, RandomGenerator random) => Tensor.Zeros(shape, DType.Float32, random.Device);

    /// <summary>All one.</summary>
    public static Tensor Ones(long[] shape, RandomGenerator random) => Tensor.Ones(shape, random.Device);

    /// <summary>Normal with this standard deviation.</summary>
    public static Initializer Normal(double deviation, double mean = 0) => (shape, random) => (Tensor.Randn(shape, random) * deviation) + mean;

    /// <summary>Uniform in [-limit, limit].</summary>
    public static Initializer Uniform(double limit) => (shape, random) => (Tensor.Rand(shape, random) * (2 * limit)) - limit;

    /// <summary>PyTorch's default of linear and convolution layers: uniform within 1 / √fan_in.</summary>
    public static Initializer FanIn(long fanIn) => Uniform(1 / Math.Sqrt(fanIn));

    /// <summary>Normal with deviation gain · √(2 / fan_in) (He et al. 2015), for kernels [o, i, k, k] before rectifiers.</summary>
    public static Initializer KaimingNormal(double gain = 1) => (shape, random) => Tensor.Randn(shape, random) * (gain * Math.Sqrt(2.0 / shape[1..].Aggregate(1L, (a, b) => a * b)));

    /// <summary>Always this value.</summary>
    public static Initializer Constant(double value) => (shape, random) => Tensor.Full(shape, value, random.Device);
}
