using Atelier.Tensors;

namespace Atelier.Tensors.Tests;

public class TensorTests
{
    [Fact]
    public void Arithmetic_OfSmallTensors_IsExact()
    {
        using var scope = TensorScope.Enter();
        var a = Tensor.From([1f, 2f, 3f, 4f], 2, 2);

        Assert.Equal([2f, 3f, 4f, 5f], (a + 1).ToArray<float>());
        Assert.Equal([9f, 8f, 7f, 6f], (10 - a).ToArray<float>());
        Assert.Equal([7f, 10f, 15f, 22f], Functional.MatMul(a, a).ToArray<float>());
        Assert.Equal([2, 2], a.Shape);
    }

    [Fact]
    public void Scope_WhenClosed_ReleasesAllButTheKept()
    {
        var before = Tensor.Live;
        Tensor kept;
        using (TensorScope.Enter())
        {
            kept = Make();
            Assert.Equal(before + 1, Tensor.Live);
        }

        Assert.False(kept.IsAlive);
        Assert.Equal(before, Tensor.Live);

        static Tensor Make()
        {
            using var scope = TensorScope.Enter();
            var x = Tensor.Ones(3);
            var y = x + x;
            return scope.Keep(y * y);
        }
    }

    [Fact]
    public void Scope_KeepingWhatItDoesNotOwn_LeavesItAlone()
    {
        var weight = Tensor.Ones(2).Persist();
        using (TensorScope.Enter())
        {
            using var inner = TensorScope.Enter();
            inner.Keep(weight);
        }

        Assert.True(weight.IsAlive);
        weight.Dispose();
    }

    [Fact]
    public void Backward_ThroughProductsAndSums_GivesTheAnalyticGradient()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([1f, -2f, 3f], 3).RequireGradient();

        (x * x * 3).Sum().Backward();

        Assert.Equal([6f, -12f, 18f], x.Gradient!.ToArray<float>());
    }

    [Fact]
    public void CustomFunction_BackwardInManagedCode_IsUsed()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([0.25f, 4f], 2).RequireGradient();

        var y = CustomFunction.Apply("tenfold", [x], input => input[0] * 1, (gradient, _) => [gradient * 10]);
        y.Sum().Backward();

        Assert.Equal([10f, 10f], x.Gradient!.ToArray<float>());
    }

    [Fact]
    public void CustomFunction_AfterTheBackwardPass_KeepsNothingAlive()
    {
        var before = Tensor.Live;
        for (var i = 0; i < 3; i++)
        {
            using var scope = TensorScope.Enter();
            var x = Tensor.Ones(2).RequireGradient();
            CustomFunction.Apply("square", [x], input => input[0].Square(), (gradient, saved) => [gradient * saved[0] * 2]).Sum().Backward();
            Assert.Equal([2f, 2f], x.Gradient!.ToArray<float>());
        }

        Assert.Equal(before, Tensor.Live);
    }

    [Fact]
    public void CustomFunction_ThrowingInBackward_ComesBackAsTheInnerException()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.Ones(2).RequireGradient();
        var y = CustomFunction.Apply("broken", [x], input => input[0] * 1, (_, _) => throw new InvalidOperationException("on purpose"));

        var error = Assert.Throws<TorchException>(() => y.Sum().Backward());

        Assert.Equal("on purpose", error.InnerException!.Message);
    }

    [Fact]
    public void Call_WithShapesThatDoNotFit_NamesOperatorAndShapes()
    {
        using var scope = TensorScope.Enter();
        var a = Tensor.Ones(2, 3);

        var error = Assert.Throws<TorchException>(() => Functional.MatMul(a, a));

        Assert.Contains("matmul", error.Message);
        Assert.Contains("[2, 3]", error.Message);
    }

    [Fact]
    public void Generator_SameSeedOrState_GivesTheSameNumbers()
    {
        using var scope = TensorScope.Enter();
        using var a = new RandomGenerator(7);
        using var b = new RandomGenerator(7);

        Assert.Equal(Tensor.Randn([5], a).ToArray<float>(), Tensor.Randn([5], b).ToArray<float>());
        var state = a.State();
        var next = Tensor.Rand([5], a).ToArray<float>();
        Tensor.Rand([9], a);
        a.Restore(state);
        Assert.Equal(next, Tensor.Rand([5], a).ToArray<float>());
    }

    [Fact]
    public void Bytes_RoundTrip_InEveryType()
    {
        using var scope = TensorScope.Enter();
        foreach (var dtype in new[] { DType.UInt8, DType.Int64, DType.Float16, DType.BFloat16, DType.Float64, DType.Bool })
        {
            var x = Tensor.From([0f, 1f, 1f, 0f], 4).To(dtype);
            Assert.Equal([0f, 1f, 1f, 0f], Tensor.FromBytes(x.ToBytes(), dtype, 4).ToArray<float>());
        }
    }

    [Theory]
    [InlineData(1, 64, 16, 16, 32, true)]
    [InlineData(3, 96, 7, 5, 32, false)]
    [InlineData(2, 512, 64, 64, 32, true)]
    public void GroupNormSilu_InBf16_AgreesWithFp32ForwardAndGradient(int n, int c, int h, int w, int groups, bool silu)
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(1);
        var x = (Tensor.Randn([n, c, h, w], random) * 2 + 0.5).To(DType.BFloat16);
        var weight = Tensor.Randn([c], random).RequireGradient();
        var bias = Tensor.Randn([c], random).RequireGradient();
        var seed = Tensor.Randn([n, c, h, w], random).To(DType.BFloat16);
        var exact = x.To(DType.Float32).Detach().RequireGradient();
        var fast = x.Contiguous(MemoryFormat.ChannelsLast).Detach().RequireGradient();

        var expected = Functional.GroupNorm(exact, groups, weight, bias, 1e-6);
        expected = silu ? expected.Silu() : expected;
        var wanted = Autograd.Gradients(expected, [exact, weight, bias], seed.To(DType.Float32));
        var actual = Functional.GroupNormSilu(fast, groups, weight, bias, 1e-6, silu);
        var got = Autograd.Gradients(actual, [fast, weight, bias], seed);

        Assert.True(RelativeError(actual, expected) < 0.004, $"output {RelativeError(actual, expected)}");
        for (var i = 0; i < 3; i++)
        {
            Assert.True(RelativeError(got[i], wanted[i]) < 0.006, $"gradient {i}: {RelativeError(got[i], wanted[i])}");
        }
    }

    [Theory]
    [InlineData(1, 64, 16, 16, true, false)]
    [InlineData(5, 24, 7, 5, true, false)]
    [InlineData(5, 24, 7, 5, true, true)]
    [InlineData(3, 40, 9, 9, false, false)]
    [InlineData(3, 40, 9, 9, false, true)]
    public void BatchNorm_InBf16_AgreesWithFp32ForwardGradientAndRunningStatistics(int n, int c, int h, int w, bool training, bool relu)
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(1);
        var x = ((Tensor.Randn([n, c, h, w], random) * 2) + Tensor.Randn([1, c, 1, 1], random)).To(DType.BFloat16);
        var weight = Tensor.Randn([c], random).RequireGradient();
        var bias = Tensor.Randn([c], random).RequireGradient();
        var (mean, variance) = (Tensor.Randn([c], random), Tensor.Rand([c], random) + 0.5);
        var (fastMean, fastVariance) = (mean.Clone(), variance.Clone());
        var seed = Tensor.Randn([n, c, h, w], random).To(DType.BFloat16);
        var exact = x.To(DType.Float32).Detach().RequireGradient();
        var fast = x.Contiguous(MemoryFormat.ChannelsLast).Detach().RequireGradient();

        var expected = Functional.BatchNorm(exact, weight, bias, mean, variance, training, 0.1, 1e-5);
        expected = relu ? expected.Relu() : expected;
        var wanted = Autograd.Gradients(expected, [exact, weight, bias], seed.To(DType.Float32));
        var actual = Functional.BatchNormChannelsLast(fast, weight, bias, fastMean, fastVariance, training, relu, 0.1, 1e-5);
        var got = Autograd.Gradients(actual, [fast, weight, bias], seed);

        Assert.True(RelativeError(actual, expected) < 0.004, $"output {RelativeError(actual, expected)}");
        Assert.True(RelativeError(fastMean, mean) < 1e-5 && RelativeError(fastVariance, variance) < 1e-5, "running statistics");
        for (var i = 0; i < 3; i++)
        {
            Assert.True(RelativeError(got[i], wanted[i]) < 0.006, $"gradient {i}: {RelativeError(got[i], wanted[i])}");
        }
    }

    [Fact]
    public void NormsOfChannelsLastTensors_InFp32_AgreeWithLibtorchForwardAndGradient()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(1);
        var (weight, bias) = (Tensor.Randn([24], random).RequireGradient(), Tensor.Randn([24], random).RequireGradient());
        var x = (Tensor.Randn([3, 24, 7, 5], random) * 2) + 0.5;
        var (plain, last) = (x.Clone().RequireGradient(), x.Contiguous(MemoryFormat.ChannelsLast).Detach().RequireGradient());
        var seed = Tensor.Randn(x.Shape, random);
        Tensor[] means = [Tensor.Zeros([24]), Tensor.Zeros([24])], spreads = [Tensor.Ones([24]), Tensor.Ones([24])];

        Agree(Functional.GroupNorm(plain, 6, weight, bias, 1e-6).Silu(), Functional.GroupNormSilu(last, 6, weight, bias, 1e-6, silu: true));
        Agree(Functional.BatchNorm(plain, weight, bias, means[0], spreads[0], training: true), Functional.BatchNormChannelsLast(last, weight, bias, means[1], spreads[1], training: true, relu: false));
        Agree(Functional.BatchNorm(plain, weight, bias, means[0], spreads[0], training: true).Relu(), Functional.BatchNormChannelsLast(last, weight, bias, means[1], spreads[1], training: true, relu: true));

        Assert.True(RelativeError(means[1], means[0]) < 1e-6 && RelativeError(spreads[1], spreads[0]) < 1e-6);

        void Agree(Tensor expected, Tensor actual)
        {
            Assert.True(RelativeError(actual, expected) < 2e-6, $"output {RelativeError(actual, expected)}");
            foreach (var (got, wanted) in Autograd.Gradients(actual, [last, weight, bias], seed).Zip(Autograd.Gradients(expected, [plain, weight, bias], seed)))
            {
                Assert.True(RelativeError(got, wanted) < 5e-6, $"gradient {RelativeError(got, wanted)}");
            }
        }
    }

    [Theory]
    [InlineData(DType.Float32, 2e-6)]
    [InlineData(DType.BFloat16, 0.004)]
    public void QuickGelu_AgreesWithItsFormulaInFp64_ForwardAndGradient(DType type, double bound)
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(1);
        var x = (Tensor.Randn([5, 33, 7], random) * 4).To(type).Transpose(0, 2).Detach().RequireGradient(); // not contiguous
        var exact = x.Detach().To(DType.Float64).RequireGradient();
        var seed = Tensor.Randn(x.Shape, random).To(type);

        var actual = Functional.QuickGelu(x);
        var expected = exact * (exact * 1.702).Sigmoid();

        Assert.Equal(type, actual.DType);
        Assert.True(RelativeError(actual, expected) < bound, $"output {RelativeError(actual, expected)}");
        var (got, wanted) = (Autograd.Gradients(actual, [x], seed)[0], Autograd.Gradients(expected, [exact], seed.To(DType.Float64))[0]);
        Assert.True(RelativeError(got, wanted) < bound, $"gradient {RelativeError(got, wanted)}");
    }

    private static double RelativeError(Tensor actual, Tensor expected) =>
        ((actual.To(DType.Float32) - expected).Square().Sum().Item() / expected.Square().Sum().Item()) is var r ? Math.Sqrt(r) : 0;
}
