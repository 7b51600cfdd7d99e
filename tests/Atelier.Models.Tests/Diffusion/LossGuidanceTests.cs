using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Tests;

namespace Atelier.Models.Tests.Diffusion;

/// <summary>A loss steers a walk by its gradient, whatever the scheduler and whatever the network predicts.</summary>
public sealed class LossGuidanceTests(TinyDiffusion tiny) : IClassFixture<TinyDiffusion>
{
    private const int Index = 4, Steps = 10; // of the walk
    private static readonly DiffusionRequest Fox = new()
    {
        Prompt = "a red fox", Seeds = [3], Width = 48, Height = 32, Steps = 6, GuidanceScale = 2,
    };

    public static TheoryData<string> Schedulers { get; } = [.. SchedulerFile.Names];

    [Theory]
    [MemberData(nameof(Schedulers))]
    public void Steer_ChangesTheNoise_BySigmaTimesTheGradient_AsFiniteDifferencesFindIt(string name)
    {
        foreach (var type in Enum.GetValues<PredictionType>())
        {
            using var scope = NewDisposeScope();
            using var random = new Generator(7);
            var (kind, config) = SchedulerFile.Choose(name, new SchedulerConfig { PredictionType = type, ClipSample = 1 });
            using var scheduler = config.Create(kind, Steps);
            using var codec = new PixelCodec();
            var (mix, weights) = (Normal(3, 3), Normal(1, 3, 2, 2));
            var x = Normal(1, 3, 2, 2);
            var (alpha, sigma) = scheduler.Shares(Index);

            var steered = new LossGuidance(Loss, codec).Steer(Predict, scheduler, Index, x, call: Index);

            var change = (Noise(steered) - Noise(Predict(x))).flatten().ToArray<double>();
            for (var i = 0; i < change.Length; i++)
            {
                const double h = 1e-5;
                var shift = zeros_like(x).flatten();
                shift[i] = h;
                var slope = (At(x + shift.reshape(x.shape)) - At(x - shift.reshape(x.shape))) / (2 * h);
                Assert.True(Math.Abs(change[i] - (sigma * slope)) < 1e-6 * (1 + Math.Abs(slope)), $"{type}: {change[i]}, {sigma * slope}");
            }

            Tensor Normal(params long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: random);
            Tensor Predict(Tensor input) => einsum("bchw,cd->bdhw", input, mix).tanh() * 2;
            Tensor Loss(Tensor pictures, int call) => (pictures.pow(3) * weights).sum() * call;
            Tensor Noise(Tensor output) => (x - (scheduler.Unclamped(output, Index, x) * alpha)) / sigma;
            double At(Tensor input) =>
                Loss(codec.DecodeUnclamped(scheduler.Unclamped(Predict(input), Index, input)), Index).ToDouble();
        }
    }

    [Fact]
    public void Steer_WhereNoSignalIsLeft_LeavesTheAnswer()
    {
        using var scope = NewDisposeScope();
        using var scheduler = new SchedulerConfig
        {
            PredictionType = PredictionType.V, RescaleZeroSnr = true, TimestepSpacing = TimestepSpacing.Trailing,
        }.Create(SchedulerKind.Ddim, Steps);
        using var codec = new PixelCodec();
        var x = ones([1, 3, 2, 2]);

        var steered = new LossGuidance((pictures, _) => pictures.sum(), codec).Steer(input => input * 0.5, scheduler, 0, x, 0);

        Assert.Equal(0.5, steered.min().ToDouble());
        Assert.Equal(0.5, steered.max().ToDouble());
    }

    [Theory]
    [InlineData("ddim")]
    [InlineData("ddpm")]
    [InlineData("pndm")]
    [InlineData("lms")]
    [InlineData("euler-a")]
    [InlineData("heun")]
    [InlineData("dpmpp-2m-sde")]
    [InlineData("unipc")]
    [InlineData("lcm")]
    public void Guide_TowardsAColour_BringsThePictureNearer(string scheduler)
    {
        using var scope = NewDisposeScope();
        using var model = tiny.Load();
        var colour = tensor(new[] { 0.9f, 0.2f, 0.3f }, [1, 3, 1, 1]);
        Tensor Distance(Tensor pictures) => (pictures - colour).square().mean([1, 2, 3]).sum();

        var plain = model.Generate(Fox with { Scheduler = scheduler });
        var (nearer, farther) = (Guided(2e4), Guided(-2e4));

        var without = Distance(plain).ToDouble();
        Assert.True(nearer < 0.97 * without && farther > without, $"{nearer} towards, {without} without, {farther} away from it");

        double Guided(double scale) => Distance(
            model.Generate(Fox with { Scheduler = scheduler, Guide = (pictures, _) => Distance(pictures) * scale })).ToDouble();
    }

    [Fact]
    public void GuidedPictures_OfABatch_AreThoseOfTheirSeedsAlone_AndNothingOfAStepStays()
    {
        using var scope = NewDisposeScope();
        using var model = tiny.Load();
        var calls = new List<int>();
        var live = new Live();
        var request = Fox with { Seeds = [3, 4], Scheduler = "euler-a", Steps = 8, Guide = Loss };

        var two = model.Generate(request, live);
        var one = model.Generate(request with { Seeds = [4] });

        Assert.Equal([.. Enumerable.Range(0, 8), .. Enumerable.Range(0, 8)], calls);
        Assert.Equal(0, (two[1] - one[0]).abs().max().ToDouble(), 1e-3);
        Assert.True((two[0] - two[1]).abs().max().ToDouble() > 0.01);
        Assert.False(two.requires_grad);
        Assert.All(live.Counts[2..], count => Assert.Equal(live.Counts[1], count));

        Tensor Loss(Tensor pictures, int call)
        {
            calls.Add(call);
            return pictures.square().mean([1, 2, 3]).sum() * 100;
        }
    }

    private sealed class Live : IProgress<DenoisingProgress>
    {
        public List<long> Counts { get; } = [];

        public void Report(DenoisingProgress value) => Counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
