namespace Atelier.Tensors;

// Many elements to few.
public sealed partial class Tensor
{
    private static readonly Operator OpAll = new("all");
    private static readonly Operator OpAmax = new("amax");
    private static readonly Operator OpAmin = new("amin");
    private static readonly Operator OpAny = new("any");
    private static readonly Operator OpArgmax = new("argmax");
    private static readonly Operator OpArgmin = new("argmin");
    private static readonly Operator OpArgsort = new("argsort");
    private static readonly Operator OpBincount = new("bincount");
    private static readonly Operator OpCumsum = new("cumsum");
    private static readonly Operator OpLinalgEigh = new("linalg_eigh");
    private static readonly Operator OpLogsumexp = new("logsumexp");
    private static readonly Operator OpMax = new("max");
    private static readonly Operator OpMean = new("mean");
    private static readonly Operator OpMeanDim = new("mean", "dim");
    private static readonly Operator OpMin = new("min");
    private static readonly Operator OpNormScalaroptdim = new("norm", "ScalarOpt_dim");
    private static readonly Operator OpSort = new("sort");
    private static readonly Operator OpStd = new("std");
    private static readonly Operator OpSum = new("sum");
    private static readonly Operator OpSumDimintlist = new("sum", "dim_IntList");
    private static readonly Operator OpTopk = new("topk");
    private static readonly Operator OpVarDim = new("var", "dim");

    /// <summary>Sum of all.</summary>
    public Tensor Sum() => OpSum.Call(this);

    /// <summary>Sums along axes.</summary>
    public Tensor Sum(long[] axes, bool keep = false) => OpSumDimintlist.Call(this, axes, keep);

    /// <summary>Mean of all.</summary>
    public Tensor Mean() => OpMean.Call(this);

    /// <summary>Means along axes.</summary>
    public Tensor Mean(long[] axes, bool keep = false) => OpMeanDim.Call(this, axes, keep);

    /// <summary>Variances along axes.</summary>
    public Tensor Variance(long[] axes, bool unbiased = true, bool keep = false) => OpVarDim.Call(this, axes, unbiased, keep);

    /// <summary>Standard deviation of all.</summary>
    public Tensor StandardDeviation(bool unbiased = true) => OpStd.Call(this, unbiased);

    /// <summary>Euclidean lengths along an axis.</summary>
    public Tensor Norm(int axis, bool keep = false) => OpNormScalaroptdim.Call(this, 2.0, new long[] { axis }, keep);

    /// <summary>Largest of all.</summary>
    public Tensor Max() => OpMax.Call(this);

    /// <summary>Smallest of all.</summary>
    public Tensor Min() => OpMin.Call(this);

    /// <summary>Largest along axes.</summary>
    public Tensor AMax(long[] axes, bool keep = false) => OpAmax.Call(this, axes, keep);

    /// <summary>Smallest along axes.</summary>
    public Tensor AMin(long[] axes, bool keep = false) => OpAmin.Call(this, axes, keep);

    /// <summary>Index of the largest along an axis, i64.</summary>
    public Tensor ArgMax(int axis, bool keep = false) => OpArgmax.Call(this, axis, keep);

    /// <summary>Index of the smallest along an axis, i64.</summary>
    public Tensor ArgMin(int axis, bool keep = false) => OpArgmin.Call(this, axis, keep);

    /// <summary>True when any holds.</summary>
    public Tensor Any() => OpAny.Call(this);

    /// <summary>True when all hold.</summary>
    public Tensor All() => OpAll.Call(this);

    /// <summary>Sums so far along an axis.</summary>
    public Tensor CumSum(int axis) => OpCumsum.Call(this, axis);

    /// <summary>log Σ eˣ along axes.</summary>
    public Tensor LogSumExp(long[] axes, bool keep = false) => OpLogsumexp.Call(this, axes, keep);

    /// <summary>How often each class 0..classes-1 occurs, i64 [classes].</summary>
    public Tensor BinCount(long classes) => OpBincount.Call(this, Argument.None, classes);

    /// <summary>In order along an axis, with the indices where the values came from, i64.</summary>
    public (Tensor Values, Tensor Indices) Sort(int axis, bool descending = false) => OpSort.CallMany(this, axis, descending) is [var values, var indices] ? (values, indices) : throw new TorchException("sort");

    /// <summary>The indices that would bring an axis into order, i64.</summary>
    public Tensor ArgSort(int axis, bool descending = false) => OpArgsort.Call(this, axis, descending);

    /// <summary>The largest along an axis, largest first, with their indices, i64.</summary>
    public (Tensor Values, Tensor Indices) TopK(long count, int axis) => OpTopk.CallMany(this, count, axis) is [var values, var indices] ? (values, indices) : throw new TorchException("topk");

    /// <summary>Eigenvalues, smallest first, and eigenvectors in columns, of a symmetric matrix.</summary>
    public (Tensor Values, Tensor Vectors) EigenSymmetric() => OpLinalgEigh.CallMany(this, "L") is [var values, var vectors] ? (values, vectors) : throw new TorchException("linalg_eigh");
}
