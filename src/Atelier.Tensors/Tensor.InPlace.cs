namespace Atelier.Tensors;

// Changes this tensor itself; outside recording only (optimisers, running statistics) unless said.
public sealed partial class Tensor
{
    private static readonly Operator OpAtelierAdamStep = new("atelier::adam_step");
    private static readonly Operator OpScatterValueInPlace = new("scatter_", "value");
    private static readonly Operator OpIndexCopyInPlace = new("index_copy_");
    private static readonly Operator OpIndexAddInPlace = new("index_add_");
    private static readonly Operator OpAddTensorInPlace = new("add_", "Tensor");
    private static readonly Operator OpAddcdivInPlace = new("addcdiv_");
    private static readonly Operator OpAddcmulInPlace = new("addcmul_");
    private static readonly Operator OpClampInPlace = new("clamp_");
    private static readonly Operator OpCopyInPlace = new("copy_");
    private static readonly Operator OpFillScalarInPlace = new("fill_", "Scalar");
    private static readonly Operator OpLeakyReluInPlace = new("leaky_relu_");
    private static readonly Operator OpLerpScalarInPlace = new("lerp_", "Scalar");
    private static readonly Operator OpMulScalarInPlace = new("mul_", "Scalar");
    private static readonly Operator OpMulTensorInPlace = new("mul_", "Tensor");

    /// <summary>this += scale · other.</summary>
    public Tensor AddInPlace(Tensor other, double scale = 1)
    {
        OpAddTensorInPlace.Do(this, other, scale == 1 ? Argument.Default : scale); // whole numbers take no fraction
        return this;
    }

    /// <summary>this where positive, else slope · this. May be recorded, where nothing before it needs the old value (convolutions do not).</summary>
    public Tensor LeakyReluInPlace(double slope)
    {
        OpLeakyReluInPlace.Do(this, slope);
        return this;
    }

    /// <summary>this ·= factor.</summary>
    public Tensor MulInPlace(double factor)
    {
        OpMulScalarInPlace.Do(this, factor);
        return this;
    }

    /// <summary>this ·= other.</summary>
    public Tensor MulInPlace(Tensor other)
    {
        OpMulTensorInPlace.Do(this, other);
        return this;
    }

    /// <summary>this = other, converted.</summary>
    public Tensor CopyInPlace(Tensor other)
    {
        OpCopyInPlace.Do(this, other);
        return this;
    }

    /// <summary>All the same value.</summary>
    public Tensor FillInPlace(double value)
    {
        OpFillScalarInPlace.Do(this, value);
        return this;
    }

    /// <summary>this = this + weight · (other - this).</summary>
    public Tensor LerpInPlace(Tensor other, double weight)
    {
        OpLerpScalarInPlace.Do(this, other, weight);
        return this;
    }

    /// <summary>this += scale · a · b.</summary>
    public Tensor AddProductInPlace(Tensor a, Tensor b, double scale = 1)
    {
        OpAddcmulInPlace.Do(this, a, b, scale);
        return this;
    }

    /// <summary>this += scale · a / b.</summary>
    public Tensor AddQuotientInPlace(Tensor a, Tensor b, double scale = 1)
    {
        OpAddcdivInPlace.Do(this, a, b, scale);
        return this;
    }

    /// <summary>Limits to [low, high].</summary>
    public Tensor ClampInPlace(double low, double high)
    {
        OpClampInPlace.Do(this, low, high);
        return this;
    }

    /// <summary>The value at these indices along the axis.</summary>
    public Tensor ScatterInPlace(int axis, Tensor indices, double value)
    {
        OpScatterValueInPlace.Do(this, axis, indices, value);
        return this;
    }

    /// <summary>Rows of another tensor at these indices along the axis.</summary>
    public Tensor IndexCopyInPlace(int axis, Tensor indices, Tensor rows)
    {
        OpIndexCopyInPlace.Do(this, axis, indices, rows);
        return this;
    }

    /// <summary>Adds rows of another tensor at these indices along the axis; an index that occurs twice gets both.</summary>
    public Tensor IndexAddInPlace(int axis, Tensor indices, Tensor rows)
    {
        OpIndexAddInPlace.Do(this, axis, indices, rows);
        return this;
    }

    /// <summary>One step of Adam of this fp32 CPU parameter, in one pass over memory: m = lerp(m, g, 1 - β₁), v = β₂ v + (1 - β₂) g², p = keep p - rate m / (√v correction + ε).</summary>
    /// <param name="gradient">g, contiguous as all the others.</param>
    /// <param name="first">m, changed.</param>
    /// <param name="second">v, changed.</param>
    /// <param name="rate">The learning rate over 1 - β₁ᵗ.</param>
    /// <param name="keep">What weight decay leaves of the parameter, 1 without.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="correction">1 / √(1 - β₂ᵗ).</param>
    /// <param name="epsilon">ε.</param>
    public void AdamStepInPlace(Tensor gradient, Tensor first, Tensor second, double rate, double keep, double beta1, double beta2, double correction, double epsilon) =>
        OpAtelierAdamStep.Do(this, gradient, first, second, rate, keep, beta1, beta2, correction, epsilon);
}
