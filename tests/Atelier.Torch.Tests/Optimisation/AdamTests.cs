using Atelier.Torch.Dispatch;
using Atelier.Torch.Optimisation;

namespace Atelier.Torch.Tests.Optimisation;

public class AdamTests
{
    private const double Rate = 0.01, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6, Decay = 0.1;

    [Theory]
    [InlineData(AdamVariant.Adam)]
    [InlineData(AdamVariant.AdamW)]
    [InlineData(AdamVariant.RAdam)]
    [InlineData(AdamVariant.AdaBelief)]
    public void Step_OnAParabola_FindsItsLowestPoint(AdamVariant variant)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 5f, -3f }, [2]).requires_grad_();
        using var adam = new Adam("x", x, 0.1, variant);
        for (var i = 0; i < 600; i++)
        {
            x.grad = null;
            (x - 1).square().sum().backward();
            adam.Step();
        }

        Assert.All(x.detach().ToArray<float>(), value => Assert.Equal(1, value, 2));
    }

    [Fact]
    public void FirstStep_OfAdam_IsTheLearningRateAlongTheSign()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 5f, -3f }, [2]).requires_grad_();
        using var adam = new Adam("x", x, 0.1);
        x.square().sum().backward();

        adam.Step();

        Assert.Equal([4.9f, -2.9f], x.detach().ToArray<float>().Select(value => MathF.Round(value, 5)));
    }

    [Theory]
    [InlineData(AdamVariant.Adam)]
    [InlineData(AdamVariant.AdamW)]
    [InlineData(AdamVariant.RAdam)]
    [InlineData(AdamVariant.AdaBelief)]
    public void Steps_AreThoseOfTheFormula(AdamVariant variant)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (matrix, bias) = (new Parameter(randn([5, 3], generator: random)), new Parameter(randn([3], generator: random)));
        using var adam = New([("matrix", matrix), ("bias", bias)], variant);
        var expected = new[] { matrix, bias }.Select(parameter => new Plain(parameter.ToArray<double>(), parameter.ndim)).ToArray();
        for (var step = 1; step <= 30; step++)
        {
            foreach (var (parameter, plain) in new[] { matrix, bias }.Zip(expected))
            {
                var gradient = randn(parameter.shape, generator: random);
                parameter.grad = gradient;
                plain.Step(gradient.ToArray<double>(), variant, step);
            }

            adam.Step();
        }

        Assert.All(expected.Zip([matrix, bias]), pair => Assert.All(
            pair.First.Value.Zip(pair.Second.ToArray<double>()), value => Assert.Equal(value.First, value.Second, 1e-5)));
    }

    [Theory]
    [InlineData(AdamVariant.Adam)]
    [InlineData(AdamVariant.AdamW)]
    public void FusedSteps_AreThoseOfTorchSharpsOptimizer(AdamVariant variant)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var start = new[] { randn([64, 33], generator: random), randn([8, 3, 3, 3], generator: random) };
        Parameter[] ours = [.. start.Select(value => new Parameter(value.clone()))];
        Parameter[] theirs = [.. start.Select(value => new Parameter(value.clone()))];
        using var fused = New([("linear", ours[0]), ("kernel", ours[1])], variant);
        using optim.Optimizer generic = variant == AdamVariant.AdamW
            ? optim.AdamW(theirs, Rate, Beta1, Beta2, Epsilon, Decay)
            : optim.Adam(theirs, Rate, Beta1, Beta2, Epsilon, Decay);
        for (var step = 0; step < 25; step++)
        {
            for (var i = 0; i < ours.Length; i++)
            {
                var gradient = randn(start[i].shape, generator: random) * Math.Pow(10, i - step % 3);
                (ours[i].grad, theirs[i].grad) = (gradient.clone(), gradient.clone());
            }

            fused.Step();
            generic.step();
        }

        Assert.All(ours.Zip(theirs), pair => Assert.InRange((pair.First - pair.Second).abs().max().ToDouble(), 0, 2e-6));
    }

    [Theory]
    [InlineData(AdamVariant.Adam)]
    [InlineData(AdamVariant.AdamW)]
    [InlineData(AdamVariant.RAdam)]
    [InlineData(AdamVariant.AdaBelief)]
    public void ARestoredState_GoesOnBitByBit(AdamVariant variant)
    {
        using var scope = NewDisposeScope();
        var (whole, broken) = (new Parameter(ones([4, 3])), new Parameter(ones([4, 3])));
        using var first = New([("x", whole)], variant);
        var second = New([("x", broken)], variant);
        for (var step = 0; step < 12; step++)
        {
            var gradient = linspace(-1, step, 12).reshape(4, 3);
            (whole.grad, broken.grad) = (gradient.clone(), gradient.clone());
            first.Step();
            second.Step();
            if (step == 6)
            {
                var other = New([("x", broken)], variant);
                other.Restore(second.Steps, second.State);
                second.Dispose();
                second = other;
            }
        }

        second.Dispose();
        Assert.Equal(whole.ToArray<float>(), broken.ToArray<float>());
    }

    [Theory]
    [InlineData(AdamVariant.Adam)]
    [InlineData(AdamVariant.AdamW)]
    public void KernelsThatLieChannelsLast_AreStepped_AndParametersWithoutAGradientStay(AdamVariant variant)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var start = randn([4, 3, 3, 3], generator: random);
        var (plain, turned, still) =
            (new Parameter(start.clone()), new Parameter(start.contiguous(memory_format.channels_last)), new Parameter(start.clone()));
        using var adam = New([("plain", plain), ("still", still), ("turned", turned)], variant);
        for (var step = 0; step < 3; step++)
        {
            var gradient = randn([4, 3, 3, 3], generator: random);
            (plain.grad, turned.grad) = (gradient.clone(), gradient.contiguous(memory_format.channels_last));
            adam.Step();
        }

        Assert.Equal(plain.ToArray<float>(), turned.ToArray<float>());
        Assert.NotEqual(start.ToArray<float>(), plain.ToArray<float>());
        Assert.Equal(start.ToArray<float>(), still.ToArray<float>());
    }

    private static Adam New((string, Parameter)[] parameters, AdamVariant variant) =>
        new(parameters, Rate, variant, Beta1, Beta2, Epsilon, Decay);

    // the papers' formulas, number by number
    private sealed class Plain(double[] value, long axes)
    {
        private readonly double[] _first = new double[value.Length];
        private readonly double[] _second = new double[value.Length];

        public double[] Value => value;

        public void Step(double[] gradient, AdamVariant variant, int t)
        {
            for (var i = 0; i < value.Length; i++)
            {
                if (variant == AdamVariant.AdamW)
                {
                    value[i] *= axes > 1 ? 1 - (Rate * Decay) : 1;
                }

                var g = variant == AdamVariant.AdamW ? gradient[i] : gradient[i] + (Decay * value[i]);
                _first[i] = (Beta1 * _first[i]) + ((1 - Beta1) * g);
                var surprise = variant == AdamVariant.AdaBelief ? g - _first[i] : g;
                _second[i] = (Beta2 * _second[i]) + ((1 - Beta2) * surprise * surprise);
                var (first, second) = (_first[i] / (1 - Math.Pow(Beta1, t)), _second[i] / (1 - Math.Pow(Beta2, t)));
                value[i] -= Rate * (variant == AdamVariant.RAdam ? Rectified(first, _second[i], t) : first / (Math.Sqrt(second) + Epsilon));
            }
        }

        // algorithm 2 of Liu et al. (2020)
        private static double Rectified(double first, double second, int t)
        {
            var longest = (2 / (1 - Beta2)) - 1;
            var length = longest - (2 * t * Math.Pow(Beta2, t) / (1 - Math.Pow(Beta2, t)));
            return length <= 5 ? first
                : Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) * first * Math.Sqrt(
                    1 - Math.Pow(Beta2, t)) / (Math.Sqrt(second) + Epsilon);
        }
    }
}
