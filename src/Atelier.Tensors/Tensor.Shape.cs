namespace Atelier.Tensors;

// Same elements, other shape, order, type or place.
public sealed partial class Tensor
{
    private static readonly Operator OpAsStrided = new("as_strided");
    private static readonly Operator OpCat = new("cat");
    private static readonly Operator OpChunk = new("chunk");
    private static readonly Operator OpUnbindInt = new("unbind", "int");
    private static readonly Operator OpClone = new("clone");
    private static readonly Operator OpContiguous = new("contiguous");
    private static readonly Operator OpExpand = new("expand");
    private static readonly Operator OpFlattenUsingints = new("flatten", "using_ints");
    private static readonly Operator OpFlip = new("flip");
    private static readonly Operator OpGather = new("gather");
    private static readonly Operator OpIndexSelect = new("index_select");
    private static readonly Operator OpIndexTensor = new("index", "Tensor");
    private static readonly Operator OpNarrow = new("narrow");
    private static readonly Operator OpPad = new("pad");
    private static readonly Operator OpPermute = new("permute");
    private static readonly Operator OpRepeat = new("repeat");
    private static readonly Operator OpRepeatInterleaveSelfint = new("repeat_interleave", "self_int");
    private static readonly Operator OpReshape = new("reshape");
    private static readonly Operator OpRoll = new("roll");
    private static readonly Operator OpSelectInt = new("select", "int");
    private static readonly Operator OpSliceTensor = new("slice", "Tensor");
    private static readonly Operator OpSplitTensor = new("split", "Tensor");
    private static readonly Operator OpSqueezeDim = new("squeeze", "dim");
    private static readonly Operator OpStack = new("stack");
    private static readonly Operator OpToDevice = new("to", "device");
    private static readonly Operator OpToDtype = new("to", "dtype");
    private static readonly Operator OpTransposeInt = new("transpose", "int");
    private static readonly Operator OpTril = new("tril");
    private static readonly Operator OpTriu = new("triu");
    private static readonly Operator OpUnsqueeze = new("unsqueeze");

    /// <summary>Other sizes for the same elements; one may be -1.</summary>
    public Tensor Reshape(params long[] shape) => OpReshape.Call(this, shape);

    /// <summary>Axes in another order.</summary>
    public Tensor Permute(params long[] axes) => OpPermute.Call(this, axes);

    /// <summary>Two axes exchanged.</summary>
    public Tensor Transpose(int a, int b) => OpTransposeInt.Call(this, a, b);

    /// <summary>A new axis of size 1.</summary>
    public Tensor Unsqueeze(int axis) => OpUnsqueeze.Call(this, axis);

    /// <summary>An axis of size 1 dropped.</summary>
    public Tensor Squeeze(int axis) => OpSqueezeDim.Call(this, axis);

    /// <summary>Axes from..to as one.</summary>
    public Tensor Flatten(int from = 0, int to = -1) => OpFlattenUsingints.Call(this, from, to);

    /// <summary>Axes of size 1 repeated without copying; -1 leaves one as it is.</summary>
    public Tensor Expand(params long[] shape) => OpExpand.Call(this, shape);

    /// <summary>Copies side by side along each axis.</summary>
    public Tensor Repeat(params long[] times) => OpRepeat.Call(this, times);

    /// <summary>Each element along the axis repeated in place.</summary>
    public Tensor RepeatInterleave(long times, int axis) => OpRepeatInterleaveSelfint.Call(this, times, axis);

    /// <summary>A stretch along one axis: a view.</summary>
    public Tensor Narrow(int axis, long start, long length) => OpNarrow.Call(this, axis, start, length);

    /// <summary>One index along one axis, which goes: a view.</summary>
    public Tensor Select(int axis, long index) => OpSelectInt.Call(this, axis, index);

    /// <summary>Every step-th element of a stretch: a view.</summary>
    public Tensor Slice(int axis, long start, long end, long step = 1) => OpSliceTensor.Call(this, axis, start, end, step);

    /// <summary>Rows (along the axis) by their indices, i64 [n].</summary>
    public Tensor IndexSelect(int axis, Tensor indices) => OpIndexSelect.Call(this, axis, indices);

    /// <summary>Elements along the axis by indices of this rank.</summary>
    public Tensor Gather(int axis, Tensor indices) => OpGather.Call(this, axis, indices);

    /// <summary>Elements [indices₀[i], indices₁[i], …] (advanced indexing).</summary>
    public Tensor Index(params Tensor?[] indices) => OpIndexTensor.Call(this, indices);

    /// <summary>Cuts along the axis into pieces of this size.</summary>
    public Tensor[] Split(long size, int axis) => OpSplitTensor.CallMany(this, size, axis);

    /// <summary>Cuts along the axis into this many pieces.</summary>
    public Tensor[] Chunk(int pieces, int axis) => OpChunk.CallMany(this, pieces, axis);

    /// <summary>Every slice along an axis, which is gone; views. Cheaper in the backward pass than as many <see cref="Select"/>.</summary>
    public Tensor[] Unbind(int axis) => OpUnbindInt.CallMany(this, axis);

    /// <summary>Joins along an axis.</summary>
    public static Tensor Concat(int axis, params Tensor[] tensors) => OpCat.Call(tensors, axis);

    /// <summary>Joins along a new axis.</summary>
    public static Tensor Stack(int axis, params Tensor[] tensors) => OpStack.Call(tensors, axis);

    /// <summary>Reversed along the axes.</summary>
    public Tensor Flip(params long[] axes) => OpFlip.Call(this, axes);

    /// <summary>Shifted round along an axis.</summary>
    public Tensor Roll(long shift, int axis) => OpRoll.Call(this, new[] { shift }, new long[] { axis });

    /// <summary>Padded; sizes from the last axis backwards (left, right, top, bottom); mode constant, reflect, replicate or circular.</summary>
    public Tensor Pad(long[] sizes, string mode = "constant", double value = 0) => OpPad.Call(this, sizes, mode, mode == "constant" ? value : Argument.None);

    /// <summary>The lower triangle of the last two axes.</summary>
    public Tensor Tril(long diagonal = 0) => OpTril.Call(this, diagonal);

    /// <summary>The upper triangle of the last two axes.</summary>
    public Tensor Triu(long diagonal = 0) => OpTriu.Call(this, diagonal);

    /// <summary>Another element type; itself if it has it already.</summary>
    public Tensor To(DType dtype) => DType == dtype ? this : OpToDtype.Call(this, dtype);

    /// <summary>Another device; itself if it is there already.</summary>
    public Tensor To(Device device) => Device == device ? this : OpToDevice.Call(this, device, DType);

    /// <summary>Laid out in this order; itself if it is already.</summary>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous) => OpContiguous.Call(this, format);

    /// <summary>A copy.</summary>
    public Tensor Clone() => OpClone.Call(this);

    /// <summary>A view of the storage with these sizes and strides from this element.</summary>
    public Tensor AsStrided(long[] shape, long[] strides, long offset) => OpAsStrided.Call(this, shape, strides, offset);
}
