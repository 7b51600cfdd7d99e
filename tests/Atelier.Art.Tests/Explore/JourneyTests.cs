using Atelier.Art.Explore.Journeys;
using Atelier.Hub;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Tests.Explore;

/// <summary>Journeys between drawings, by the shipped networks.</summary>
public sealed class JourneyTests : IDisposable
{
    private const int Side = 48;
    private const int Frames = 8;
    private const double LargestJump = 3; // times the median difference of neighbouring frames
    private readonly JourneyModels _models = JourneyModels.Load(
        JourneyModels.Complete(new() { Precision = Precision.Fp32 }, Side, null), guided: false, CPU);

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(WalkKind.Latent, 10)]
    [InlineData(WalkKind.Codes, 4)]
    public void Pairs_WithoutAJump(WalkKind kind, int pairs)
    {
        using var scope = NewDisposeScope();
        var drawings = Drawings(2 * pairs);
        for (var pair = 0; pair < pairs; pair++)
        {
            using var journey = Journey.Plan(_models, [drawings[pair], drawings[pairs + pair]], kind, loop: false, 2 * Frames);
            var frames = Show(journey, loop: false);

            var steps = Steps(frames).Order().ToList();
            var median = steps[steps.Count / 2];
            Assert.True(steps[^1] <= LargestJump * median, $"pair {pair}: a step of {steps[^1]:G3}, where the median is {median:G3}");
            Assert.True((frames[0] - drawings[pair]).abs().max().ToDouble() < 1e-4, "it does not begin with the first picture");
            Assert.True((frames[^1] - drawings[pairs + pair]).abs().max().ToDouble() < 1e-4, "it does not end with the last picture");
        }
    }

    [Fact]
    public void ALoop_Closes()
    {
        using var scope = NewDisposeScope();
        using var journey = Journey.Plan(_models, Drawings(3), WalkKind.Latent, loop: true, 2 * Frames);

        var frames = Show(journey, loop: true);

        Assert.Equal(3, journey.Legs);
        var steps = Steps(frames).Order().ToList();
        var closing = Steps([frames[^1], frames[0]]).Single();
        Assert.InRange(closing, 0, LargestJump * steps[steps.Count / 2]);
        Assert.True((journey.At(3) - frames[0]).abs().max().ToDouble() < 1e-4);
    }

    private static Tensor[] Show(Journey journey, bool loop) =>
        [.. Timetable.Even(journey.Lengths, Frames * journey.Legs, loop, Easing.Linear).Select(journey.At)];

    // the root mean square difference of neighbouring frames
    private static IEnumerable<double> Steps(IReadOnlyList<Tensor> frames) =>
        frames.Zip(frames.Skip(1), (a, b) => Math.Sqrt((a - b).square().mean().ToDouble()));

    // drawings far apart in the model's store of them
    private Tensor[] Drawings(int count)
    {
        var codes = SafeTensors.Read(Path.Combine(ModelHub.Find("vqgan-glyphs").Folder, "starts.safetensors"), out _)["codes"].Read();
        var (stride, h, w) = (codes.size(0) / count, codes.size(1), codes.size(2));
        return [.. Enumerable.Range(0, count).Select(i => F.interpolate(
            _models.Decode(_models.Lookup(codes.select(0, i * stride).to(ScalarType.Int64).flatten(), h, w)), [Side, Side],
            mode: InterpolationMode.Area))];
    }
}
