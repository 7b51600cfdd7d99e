namespace Atelier.Tensors;

// New tensors.
public sealed partial class Tensor
{
    private static readonly Operator OpArange = new("arange");
    private static readonly Operator OpEye = new("eye");
    private static readonly Operator OpFull = new("full");
    private static readonly Operator OpLinspace = new("linspace");
    private static readonly Operator OpMultinomial = new("multinomial");
    private static readonly Operator OpOnes = new("ones");
    private static readonly Operator OpOnesLike = new("ones_like");
    private static readonly Operator OpPoisson = new("poisson");
    private static readonly Operator OpRandGenerator = new("rand", "generator");
    private static readonly Operator OpRandintLowgenerator = new("randint", "low_generator");
    private static readonly Operator OpRandnGenerator = new("randn", "generator");
    private static readonly Operator OpRandpermGenerator = new("randperm", "generator");
    private static readonly Operator OpScalarTensor = new("scalar_tensor");
    private static readonly Operator OpZeros = new("zeros");
    private static readonly Operator OpZerosLike = new("zeros_like");

    /// <summary>All zero.</summary>
    public static Tensor Zeros(params long[] shape) => OpZeros.Call(shape);

    /// <summary>All zero, of a type and device.</summary>
    public static Tensor Zeros(long[] shape, DType dtype, Device? device = null) => OpZeros.Call(shape, dtype, Argument.None, device ?? Device.Cpu);

    /// <summary>All one.</summary>
    public static Tensor Ones(params long[] shape) => OpOnes.Call(shape);

    /// <summary>All one, f32, on a device.</summary>
    public static Tensor Ones(long[] shape, Device device) => OpOnes.Call(shape, DType.Float32, Argument.None, device);

    /// <summary>All the same value, f32.</summary>
    public static Tensor Full(long[] shape, double value, Device? device = null) => OpFull.Call(shape, value, ("dtype", DType.Float32), ("device", device ?? Device.Cpu));

    /// <summary>A scalar, on the CPU: operators take it with tensors of any device.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float32) => OpScalarTensor.Call(value, dtype);

    /// <summary>0, 1, … count-1, i64.</summary>
    public static Tensor Range(long count, Device? device = null) => OpArange.Call(count, DType.Int64, Argument.None, device ?? Device.Cpu);

    /// <summary>Evenly spaced values, both ends included, f32.</summary>
    public static Tensor LinSpace(double first, double last, long count, Device? device = null) => OpLinspace.Call(first, last, count, DType.Float32, Argument.None, device ?? Device.Cpu);

    /// <summary>Ones on the diagonal.</summary>
    public static Tensor Eye(long size) => OpEye.Call(size);

    /// <summary>Zeros like this.</summary>
    public Tensor ZerosLike() => OpZerosLike.Call(this);

    /// <summary>Ones like this.</summary>
    public Tensor OnesLike() => OpOnesLike.Call(this);

    /// <summary>Normal numbers, mean 0, variance 1, f32.</summary>
    public static Tensor Randn(long[] shape, RandomGenerator? generator = null) => OpRandnGenerator.Call(shape, generator, DType.Float32, Argument.None, On(generator));

    /// <summary>Uniform numbers in [0, 1), f32.</summary>
    public static Tensor Rand(long[] shape, RandomGenerator? generator = null) => OpRandGenerator.Call(shape, generator, DType.Float32, Argument.None, On(generator));

    /// <summary>Whole numbers in [low, high), i64.</summary>
    public static Tensor RandInt(long low, long high, long[] shape, RandomGenerator? generator = null) => OpRandintLowgenerator.Call(low, high, shape, generator, DType.Int64, Argument.None, On(generator));

    /// <summary>0..count-1 shuffled, i64.</summary>
    public static Tensor RandPerm(long count, RandomGenerator? generator = null) => OpRandpermGenerator.Call(count, generator, DType.Int64, Argument.None, On(generator));

    /// <summary>Draws whole numbers that are Poisson distributed, each with the mean that stands here.</summary>
    public Tensor Poisson(RandomGenerator? generator = null) => OpPoisson.Call(this, generator);

    /// <summary>Draws indices by the weights in each row.</summary>
    public Tensor Multinomial(long draws, bool replacement, RandomGenerator? generator = null) => OpMultinomial.Call(this, draws, replacement, generator);

    private static Device On(RandomGenerator? generator) => generator?.Device ?? Device.Cpu;
}
