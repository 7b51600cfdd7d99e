namespace Atelier.Tensors;

// Element by element.
public sealed partial class Tensor
{
    private static readonly Operator OpAbs = new("abs");
    private static readonly Operator OpAddScalar = new("add", "Scalar");
    private static readonly Operator OpAddTensor = new("add", "Tensor");
    private static readonly Operator OpAsin = new("asin");
    private static readonly Operator OpClamp = new("clamp");
    private static readonly Operator OpClampMax = new("clamp_max");
    private static readonly Operator OpClampMin = new("clamp_min");
    private static readonly Operator OpCos = new("cos");
    private static readonly Operator OpDivScalar = new("div", "Scalar");
    private static readonly Operator OpDivTensor = new("div", "Tensor");
    private static readonly Operator OpEqScalar = new("eq", "Scalar");
    private static readonly Operator OpEqTensor = new("eq", "Tensor");
    private static readonly Operator OpExp = new("exp");
    private static readonly Operator OpFloor = new("floor");
    private static readonly Operator OpGeScalar = new("ge", "Scalar");
    private static readonly Operator OpGelu = new("gelu");
    private static readonly Operator OpGtScalar = new("gt", "Scalar");
    private static readonly Operator OpGtTensor = new("gt", "Tensor");
    private static readonly Operator OpLeakyRelu = new("leaky_relu");
    private static readonly Operator OpLerpScalar = new("lerp", "Scalar");
    private static readonly Operator OpLinalgInv = new("linalg_inv");
    private static readonly Operator OpLog = new("log");
    private static readonly Operator OpLogSoftmaxInt = new("log_softmax", "int");
    private static readonly Operator OpLogicalAnd = new("logical_and");
    private static readonly Operator OpLogicalNot = new("logical_not");
    private static readonly Operator OpLtScalar = new("lt", "Scalar");
    private static readonly Operator OpLtTensor = new("lt", "Tensor");
    private static readonly Operator OpMaskedFillScalar = new("masked_fill", "Scalar");
    private static readonly Operator OpMaximum = new("maximum");
    private static readonly Operator OpMinimum = new("minimum");
    private static readonly Operator OpMulScalar = new("mul", "Scalar");
    private static readonly Operator OpMulTensor = new("mul", "Tensor");
    private static readonly Operator OpNeg = new("neg");
    private static readonly Operator OpPowTensorscalar = new("pow", "Tensor_Scalar");
    private static readonly Operator OpReciprocal = new("reciprocal");
    private static readonly Operator OpRelu = new("relu");
    private static readonly Operator OpRemainderScalar = new("remainder", "Scalar");
    private static readonly Operator OpRound = new("round");
    private static readonly Operator OpRsqrt = new("rsqrt");
    private static readonly Operator OpRsubScalar = new("rsub", "Scalar");
    private static readonly Operator OpSigmoid = new("sigmoid");
    private static readonly Operator OpSign = new("sign");
    private static readonly Operator OpSilu = new("silu");
    private static readonly Operator OpSin = new("sin");
    private static readonly Operator OpSoftmaxInt = new("softmax", "int");
    private static readonly Operator OpSoftplus = new("softplus");
    private static readonly Operator OpSqrt = new("sqrt");
    private static readonly Operator OpSquare = new("square");
    private static readonly Operator OpSubScalar = new("sub", "Scalar");
    private static readonly Operator OpSubTensor = new("sub", "Tensor");
    private static readonly Operator OpTanh = new("tanh");
    private static readonly Operator OpWhereSelf = new("where", "self");

    /// <summary>Sum; shapes broadcast.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => OpAddTensor.Call(a, b);

    public static Tensor operator +(Tensor a, double b) => OpAddScalar.Call(a, b);

    public static Tensor operator +(double a, Tensor b) => b + a;

    /// <summary>Difference; shapes broadcast.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => OpSubTensor.Call(a, b);

    public static Tensor operator -(Tensor a, double b) => OpSubScalar.Call(a, b);

    public static Tensor operator -(double a, Tensor b) => OpRsubScalar.Call(b, a);

    public static Tensor operator -(Tensor a) => OpNeg.Call(a);

    /// <summary>Product; shapes broadcast.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => OpMulTensor.Call(a, b);

    public static Tensor operator *(Tensor a, double b) => OpMulScalar.Call(a, b);

    public static Tensor operator *(double a, Tensor b) => b * a;

    /// <summary>Quotient; shapes broadcast.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => OpDivTensor.Call(a, b);

    public static Tensor operator /(Tensor a, double b) => OpDivScalar.Call(a, b);

    public static Tensor operator /(double a, Tensor b) => b.Reciprocal() * a;

    /// <summary>1 / x.</summary>
    public Tensor Reciprocal() => OpReciprocal.Call(this);

    /// <summary>eˣ.</summary>
    public Tensor Exp() => OpExp.Call(this);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => OpLog.Call(this);

    /// <summary>The inverse of a square matrix.</summary>
    public Tensor Inverse() => OpLinalgInv.Call(this);

    /// <summary>Square root.</summary>
    public Tensor Sqrt() => OpSqrt.Call(this);

    /// <summary>1 / √x.</summary>
    public Tensor Rsqrt() => OpRsqrt.Call(this);

    /// <summary>x².</summary>
    public Tensor Square() => OpSquare.Call(this);

    /// <summary>xᵖ.</summary>
    public Tensor Pow(double exponent) => OpPowTensorscalar.Call(this, exponent);

    /// <summary>|x|.</summary>
    public Tensor Abs() => OpAbs.Call(this);

    /// <summary>-1, 0 or 1.</summary>
    public Tensor Sign() => OpSign.Call(this);

    /// <summary>Sine.</summary>
    public Tensor Sin() => OpSin.Call(this);

    /// <summary>Cosine.</summary>
    public Tensor Cos() => OpCos.Call(this);

    /// <summary>Inverse sine.</summary>
    public Tensor Asin() => OpAsin.Call(this);

    /// <summary>Largest whole number not above x.</summary>
    public Tensor Floor() => OpFloor.Call(this);

    /// <summary>Nearest whole number, halves to even.</summary>
    public Tensor Round() => OpRound.Call(this);

    /// <summary>Remainder with the sign of the divisor.</summary>
    public Tensor Remainder(double divisor) => OpRemainderScalar.Call(this, divisor);

    /// <summary>Limits to [low, high].</summary>
    public Tensor Clamp(double low, double high) => OpClamp.Call(this, low, high);

    /// <summary>Limits from below.</summary>
    public Tensor ClampMin(double low) => OpClampMin.Call(this, low);

    /// <summary>Limits from above.</summary>
    public Tensor ClampMax(double high) => OpClampMax.Call(this, high);

    /// <summary>The larger of two.</summary>
    public Tensor Maximum(Tensor other) => OpMaximum.Call(this, other);

    /// <summary>The smaller of two.</summary>
    public Tensor Minimum(Tensor other) => OpMinimum.Call(this, other);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public Tensor Sigmoid() => OpSigmoid.Call(this);

    /// <summary>Hyperbolic tangent.</summary>
    public Tensor Tanh() => OpTanh.Call(this);

    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => OpRelu.Call(this);

    /// <summary>x where positive, else slope · x.</summary>
    public Tensor LeakyRelu(double slope = 0.01) => OpLeakyRelu.Call(this, slope);

    /// <summary>x · sigmoid(x).</summary>
    public Tensor Silu() => OpSilu.Call(this);

    /// <summary>x · Φ(x).</summary>
    public Tensor Gelu() => OpGelu.Call(this);

    /// <summary>log(1 + eˣ).</summary>
    public Tensor Softplus() => OpSoftplus.Call(this);

    /// <summary>Softmax along an axis.</summary>
    public Tensor Softmax(int axis) => OpSoftmaxInt.Call(this, axis);

    /// <summary>Log-softmax along an axis.</summary>
    public Tensor LogSoftmax(int axis) => OpLogSoftmaxInt.Call(this, axis);

    /// <summary>True where greater.</summary>
    public Tensor Greater(double than) => OpGtScalar.Call(this, than);

    /// <summary>True where greater or equal.</summary>
    public Tensor GreaterEqual(double than) => OpGeScalar.Call(this, than);

    /// <summary>True where less.</summary>
    public Tensor Less(double than) => OpLtScalar.Call(this, than);

    /// <summary>True where less; shapes broadcast.</summary>
    public Tensor Less(Tensor than) => OpLtTensor.Call(this, than);

    /// <summary>True where greater; shapes broadcast.</summary>
    public Tensor Greater(Tensor than) => OpGtTensor.Call(this, than);

    /// <summary>True where equal.</summary>
    public Tensor EqualTo(double value) => OpEqScalar.Call(this, value);

    /// <summary>True where equal; shapes broadcast.</summary>
    public Tensor EqualTo(Tensor other) => OpEqTensor.Call(this, other);

    /// <summary>Not, of truth values.</summary>
    public Tensor Not() => OpLogicalNot.Call(this);

    /// <summary>And, of truth values.</summary>
    public Tensor And(Tensor other) => OpLogicalAnd.Call(this, other);

    /// <summary>This where <paramref name="condition"/> holds, else the other.</summary>
    public Tensor Where(Tensor condition, Tensor otherwise) => OpWhereSelf.Call(condition, this, otherwise);

    /// <summary>The value wherever the mask holds.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => OpMaskedFillScalar.Call(this, mask, value);

    /// <summary>this + weight · (other - this).</summary>
    public Tensor Lerp(Tensor other, double weight) => OpLerpScalar.Call(this, other, weight);
}
