namespace Atelier.Torch;

/// <summary>Initialises a parameter of a shape.</summary>
public delegate Tensor Initializer(long[] shape, Generator random);

/// <summary>Common initialisations (<c>torch.nn.init</c>).</summary>
public static class Initialize
{
    /// <summary>All zero.</summary>
    public static Tensor Zeros(long[] shape, Generator random) => zeros(shape, dtype: ScalarType.Float32, device: random.device);

    /// <summary>All one.</summary>
    public static Tensor Ones(long[] shape, Generator random) => ones(shape, device: random.device);

    /// <summary>Normal with this standard deviation and mean.</summary>
    public static Initializer Normal(double deviation, double mean = 0) =>
        (shape, random) => (randn(shape, device: random.device, generator: random) * deviation) + mean;

    /// <summary>Uniform in [-limit, limit].</summary>
    public static Initializer Uniform(double limit) =>
        (shape, random) => (rand(shape, device: random.device, generator: random) * (2 * limit)) - limit;

    /// <summary>PyTorch's default of linear and convolution layers: uniform within 1 / √fan_in.</summary>
    public static Initializer FanIn(long fanIn) => Uniform(1 / Math.Sqrt(fanIn));

    /// <summary>Normal with deviation gain · √(2 / fan_in) (He et al. 2015), for kernels [o, i, k, k] before rectifiers.</summary>
    public static Initializer KaimingNormal(double gain = 1) => (shape, random) => randn(
        shape, device: random.device, generator: random) * (gain * Math.Sqrt(2.0 / shape[1..].Aggregate(1L, (a, b) => a * b)));

    /// <summary>This value.</summary>
    public static Initializer Constant(double value) => (shape, random) => full(shape, value, device: random.device);
}
