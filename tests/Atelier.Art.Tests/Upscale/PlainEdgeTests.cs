using Atelier.Art.Upscale;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Tests.Upscale;

/// <summary>What the shipped upscaler makes of plain colours beside each other.</summary>
public sealed class PlainEdgeTests : IDisposable
{
    private const int Scale = 4;
    private const int Side = 48;            // of the small picture
    private const int Most = 2;             // of 255
    private readonly Upscaler _network = UpscalerFile.Load(ModelHub.Find(UpscalerSelection.Shipped));

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData(200, 60, 40, 30, 90, 200)]
    [InlineData(255, 255, 255, 0, 0, 0)]
    [InlineData(182, 107, 70, 90, 195, 160)]
    [InlineData(120, 125, 130, 135, 120, 110)]
    public void AnEdge_DoesNotRing(byte red, byte green, byte blue, byte otherRed, byte otherGreen, byte otherBlue)
    {
        byte[] ground = [red, green, blue], disc = [otherRed, otherGreen, otherBlue];
        using var scope = NewDisposeScope();
        using var small = FullPicture.From(Draw(ground, disc));
        using var enlarged = new TiledUpscaler(_network, new()).Upscale(small);
        var large = (enlarged.Read(0, 0, Side * Scale, Side * Scale) * 255).round().flatten(2)[0].ToArray<float>(); // [3, h · w]

        var (beyond, astray, pixels) = (0.0, 0.0, large.Length / 3);
        for (var i = 0; i < pixels; i++)
        {
            var from = Distance(((i % (Side * Scale)) + 0.5) / Scale, ((i / (Side * Scale)) + 0.5) / Scale);
            for (var c = 0; c < 3; c++)
            {
                var value = large[(c * pixels) + i];
                beyond = Math.Max(beyond, Math.Max(Math.Min(ground[c], disc[c]) - value, value - Math.Max(ground[c], disc[c])));
                astray = Math.Max(astray, Math.Abs(from) < 2.5 ? 0 : Math.Abs(value - (from > 0 ? ground[c] : disc[c])));
            }
        }

        Assert.InRange(beyond, 0, Most); // no pixel is brighter or darker than both colours
        Assert.InRange(astray, 0, Most); // away from the edge all are as they were
    }

    private static double Distance(double x, double y) => Math.Sqrt(Math.Pow(x - (Side / 2.0), 2) + Math.Pow(y - (Side / 2.0), 2)) - 14;

    // without antialiasing: the hardest case
    private static Picture Draw(byte[] ground, byte[] disc) => new(
        Side, Side, 3, [.. Enumerable.Range(0, Side * Side).SelectMany(i =>
             Distance((i % Side) + 0.5, (i / Side) + 0.5) > 0 ? ground : disc)]);
}
