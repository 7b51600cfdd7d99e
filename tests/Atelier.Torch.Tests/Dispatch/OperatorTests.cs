using Atelier.Torch.Dispatch;

namespace Atelier.Torch.Tests.Dispatch;

public sealed class OperatorTests : IDisposable
{
    private static readonly Operator GroupNorm = new(
        "aten::native_group_norm(Tensor input, Tensor? weight, Tensor? bias, "
        + "SymInt N, SymInt C, SymInt HxW, int group, float eps) -> (Tensor, Tensor, Tensor)");
    private static readonly Operator Resize = new(
        "aten::_upsample_bilinear2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, "
        + "float? scales_h=None, float? scales_w=None) -> Tensor");
    private static readonly Operator Concatenate = new("aten::cat(Tensor[] tensors, int dim=0) -> Tensor");
    private static readonly Operator Split = new("aten::split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0) -> Tensor(a)[]");
    private static readonly Operator Cast = new(
        "aten::to.dtype(Tensor(a) self, ScalarType dtype, bool non_blocking=False, bool copy=False, "
        + "MemoryFormat? memory_format=None) -> Tensor(a)");
    private static readonly Operator Divide = new("aten::div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor");
    private static readonly Operator Pick = new("aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor");
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void SeveralResults()
    {
        var x = rand(2, 6, 4, 4);
        var normal = GroupNorm.CallMany(x, Argument.None, Argument.None, 2, 6, 16, 3, 1e-5);
        Assert.Equal(3, normal.Length);
        Assert.True(nn.functional.group_norm(x, 3, eps: 1e-5).allclose(normal[0]));
        Assert.Equal([2, 3], normal[1].shape);
        Assert.True(x.reshape(2, 3, 32).mean([2]).allclose(normal[1], atol: 1e-6));
    }

    [Fact]
    public void OptionalTensorsAndNumbers()
    {
        var (x, weight, bias) = (rand(2, 6, 4, 4), rand(6), rand(6));
        Assert.True(nn.functional.group_norm(x, 2, weight, bias, 0.5).allclose(GroupNorm.CallMany(x, weight, bias, 2, 6, 16, 2, 0.5)[0]));
        var (dividend, divisor) = (tensor(new float[] { 5, 7 }), tensor(new float[] { 4, 3 }));
        Assert.Equal([1f, 2f], Divide.Call(dividend, divisor, "floor").data<float>().ToArray());
        Assert.Equal([2.5f], Divide.Call(tensor(new float[] { 5 }), tensor(new float[] { 2 }), Argument.None).data<float>().ToArray());
    }

    [Fact]
    public void ListsOfNumbers()
    {
        var x = rand(1, 3, 8, 8);
        var half = Resize.Call(x, new long[] { 4, 4 }, false, Argument.None, Argument.None);
        Assert.True(Resized(x, 4).allclose(half));
    }

    [Fact]
    public void ListsOfTensors()
    {
        var (x, y) = (rand(2, 3), rand(4, 3));
        var both = Concatenate.Call(new Tensor?[] { x, y }, 0);
        Assert.True(cat([x, y], 0).equal(both).all().item<bool>());
        var parts = Split.CallMany(both, 4, 0);
        Assert.Equal([4L, 2L], parts.Select(part => part.shape[0]));
        Assert.True(parts[1].equal(y[2..]).all().item<bool>());
        var columns = tensor(new long[] { 2, 0 });
        Assert.True(Pick.Call(both, new Tensor?[] { null, columns }).equal(both.index_select(1, columns)).all().item<bool>());
    }

    [Fact]
    public void NoResult()
    {
        var x = nn.Parameter(rand(2, 3, 4, 4));
        var other = x.detach().to(ScalarType.BFloat16).contiguous(memory_format.channels_last);
        x.set_data(other);
        Assert.Equal((ScalarType.BFloat16, true), (x.dtype, x.requires_grad));
        Assert.Equal(other.stride(), x.stride());
        Assert.True(x.detach().equal(other).all().item<bool>());
        (x * 2).sum().backward();
        Assert.Equal(ScalarType.BFloat16, x.grad!.dtype);
    }

    [Fact]
    public void Types()
    {
        var x = rand(2, 3, 4, 5);
        var half = Cast.Call(x, ScalarType.BFloat16, false, false, memory_format.channels_last);
        Assert.Equal(ScalarType.BFloat16, half.dtype);
        Assert.Equal([60, 1, 15, 3], half.stride());
        Assert.True(half.equal(x.bfloat16()).all().item<bool>());
    }

    [Fact]
    public void GradientsFlow()
    {
        var (x, y) = (rand([1, 2, 4, 4], requires_grad: true), rand([1, 2, 4, 4], requires_grad: true));
        var weights = rand(1, 4, 2, 2);
        var ours = Resize.Call(Concatenate.Call(new Tensor?[] { x, y * 3 }, 1), new long[] { 2, 2 }, false, Argument.None, Argument.None);
        var theirs = Resized(cat([x, y * 3], 1), 2);
        var (mines, its) = (autograd.grad([(ours * weights).sum()], [x, y]), autograd.grad([(theirs * weights).sum()], [x, y]));
        foreach (var (mine, right) in mines.Zip(its))
        {
            Assert.True(mine.abs().sum().item<float>() > 1);
            Assert.True(mine.allclose(right));
        }
    }

    [Fact]
    public void NothingStaysInMemory()
    {
        void Call()
        {
            using var call = NewDisposeScope();
            _ = Concatenate.Call(new Tensor?[] { ones(500_000), ones(500_000) }, 0); // 8 MB in all
        }

        Call();
        var before = Environment.WorkingSet;
        for (var i = 0; i < 200; i++)
        {
            Call();
        }

        Assert.True(Environment.WorkingSet - before < 400_000_000);
    }

    public static TheoryData<string, Action> WrongCalls()
    {
        var x = rand(2, 3).DetachFromDisposeScope();
        var gone = rand(1).DetachFromDisposeScope();
        gone.Dispose();
        return new()
        {
            { "too few", () => Concatenate.Call(new Tensor?[] { x }) },
            { "too many", () => Concatenate.Call(new Tensor?[] { x }, 0, 0) },
            { "a number for a tensor", () => Split.CallMany(1, 1, 0) },
            { "a tensor for a number", () => Split.CallMany(x, x, 0) },
            { "a fraction for an integer", () => Split.CallMany(x, 1.5, 0) },
            { "None for a tensor", () => Split.CallMany(Argument.None, 1, 0) },
            { "None in a list of tensors", () => Concatenate.Call(new Tensor?[] { x, null }, 0) },
            { "a list of another length", () => Resize.Call(x, new long[] { 4 }, false, Argument.None, Argument.None) },
            { "a list of other things", () => Resize.Call(x, new double[] { 4, 4 }, false, Argument.None, Argument.None) },
            { "a text for a type", () => Cast.Call(x, "float", false, false, Argument.None) },
        };
    }

    [Theory]
    [MemberData(nameof(WrongCalls))]
    public void WrongArgumentsAreNamed(string what, Action call)
    {
        var error = Assert.Throws<ArgumentException>(call);
        Assert.Contains("aten::", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void DisposedTensorsAreRefused()
    {
        var x = rand(1);
        x.Dispose();
        Assert.Throws<InvalidOperationException>(() => Split.CallMany(x, 1, 0));
    }

    [Fact]
    public void LibtorchMayRefuse()
    {
        var error = Assert.Throws<OperatorException>(() => Concatenate.Call(new Tensor?[] { rand(2, 3), rand(2, 4) }, 0));
        Assert.Contains("aten::cat", error.Message, StringComparison.Ordinal);
        Assert.Throws<OperatorException>(() => Resize.Call(rand(3), new long[] { 4, 4 }, false, Argument.None, Argument.None));
        Assert.Throws<OperatorException>(() => new Operator("aten::no_such_thing(Tensor self) -> Tensor").Call(rand(3)));
        var overload = new Operator("aten::cat.no_such_overload(Tensor[] tensors, int dim=0) -> Tensor");
        Assert.Throws<OperatorException>(() => overload.Call(new Tensor?[] { rand(3) }, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cat")]
    [InlineData("cat(Tensor[] tensors, int dim=0) -> Tensor")]
    [InlineData("aten::cat(Tensor[] tensors, int dim=0)")]
    [InlineData("aten::cat(Tensor[] tensors, int dim=0 -> Tensor")]
    [InlineData("aten::cat(Tensor[, int dim=0) -> Tensor")]
    [InlineData("aten::cat(Tensor[] tensors int dim) -> Tensor")]
    public void NoSchemas(string text) => Assert.Throws<FormatException>(() => new Operator(text));

    [Fact]
    public void OtherResultsAreRefused() => Assert.Throws<NotSupportedException>(() => new Operator("aten::item(Tensor self) -> Scalar"));

    private static Tensor Resized(Tensor x, long size) =>
        nn.functional.interpolate(x, [size, size], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
}
