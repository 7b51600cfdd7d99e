using System.Globalization;
using System.Text;
using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Generators.Curves;

/// <summary>A drawing of Bézier curves on paper (CLIPDraw, Frans et al., 2021), by a soft rasteriser: a pixel's coverage falls off smoothly
/// across a curve's edge, so that gradients reach points, widths and colours. The latent has three parts, in units that suit one learning
/// rate: <c>points</c> [b, n, 4, 2] as fractions of the longer side, <c>widths</c> [b, n], <c>colours</c> [b, n, 4], RGB and opacity.
/// The first curve lies at the bottom.</summary>
/// <param name="count">Curves n.</param>
/// <param name="height">Rows of the pictures.</param>
/// <param name="width">Columns.</param>
/// <param name="device">Where to.</param>
public sealed class CurveGenerator(int count, int height, int width, Device device) : IVectorGenerator
{
    private const int DefaultCount = 32;
    private const double Thinnest = 0.012, Thickest = 0.2;  // widths, as fractions of the longer side
    private const double WidthUnit = 0.5;                   // widths move half as fast as points
    private const double Faintest = 0.2;                    // opacity
    private const double Overlap = 0.2;                     // how far points may lie beyond the paper
    private const double Centre = 0.2;                      // how far from the borders random curves begin
    private const double Reach = 0.12;                      // of a random curve from point to point

    private readonly Tensor _pixels = Centres(height, width, device).DetachFromDisposeScope(); // [h w, 2]

    /// <summary><c>curves</c>.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = GeneratorNames.Curves,
        Describe = request => new()
        {
            Defaults = new() { Size = 128, Iterations = 150, LearningRate = 0.01, Cutn = 16, CutPower = 0.3 },
            Takes = new HashSet<string> { nameof(LatentOptions.Shapes) },
            KeptPerPixel = 30 + (14.0 * (request.Options.Latent.Shapes ?? DefaultCount)),
            LatentSize = (_, _) => 13L * (request.Options.Latent.Shapes ?? DefaultCount),
        },
        Create = request => new CurveGenerator(
            request.Options.Latent.Shapes ?? DefaultCount, request.Options.Height!.Value, request.Options.Width!.Value, request.Device),
    };

    /// <inheritdoc/>
    public Device Device => device;

    private int Longer => Math.Max(height, width);

    /// <summary>Short curves of random widths and colours, in the middle.</summary>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var sides = tensor(new[] { (float)width / Longer, (float)height / Longer }, device: device);
        var start = ((Rand(1, count, 1, 2) * (1 - (2 * Centre))) + Centre) * sides;
        var steps = ((Rand(1, count, CurveDistance.Points - 1, 2) - 0.5) * (2 * Reach)).cumsum(2);
        var widths = ((Rand(1, count) * 0.1) + 0.02) / WidthUnit;
        var colours = cat([Rand(1, count, 3), (Rand(1, count, 1) * 0.3) + 0.7], 2);
        return new Latent(("points", cat([start, start + steps], 2)), ("widths", widths), ("colours", colours)).MoveToOuter(scope);

        Tensor Rand(params long[] shape) => rand(shape, device: random.device, generator: random);
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var (points, widths, colours) = (latent["points"], latent["widths"], latent["colours"]);
        var distance = CurveDistance.Distance(points, _pixels);                                             // [b, n, h w]
        var cover = (((widths.unsqueeze(2) * (WidthUnit / 2)) - distance) * Longer * 1.5).sigmoid();      // an edge of about two pixels
        var alpha = cover * colours.narrow(2, 3, 1) * 0.999;                                              // [b, n, h w]
        var through = (1 - alpha).log();
        var above = (through.sum([1], keepdim: true) - through.cumsum(1)).exp();                          // of the curves above each
        var ink = (alpha * above).transpose(1, 2).bmm(colours.narrow(2, 0, 3)).transpose(1, 2);           // [b, 3, h w]
        return scope.MoveToOuter((ink + through.sum([1], keepdim: true).exp()).reshape(-1, 3, height, width).clamp(0, 1));
    }

    /// <summary>Holds points near the paper, and widths, colours and opacities in their ranges.</summary>
    public void Project(Latent latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        latent["points"].select(3, 0).clamp_(-Overlap, ((double)width / Longer) + Overlap);
        latent["points"].select(3, 1).clamp_(-Overlap, ((double)height / Longer) + Overlap);
        latent["widths"].clamp_(Thinnest / WidthUnit, Thickest / WidthUnit);
        latent["colours"].narrow(2, 0, 3).clamp_(0, 1);
        latent["colours"].narrow(2, 3, 1).clamp_(Faintest, 1);
    }

    /// <inheritdoc/>
    public string ToSvg(Latent latent)
    {
        var points = latent["points"].ToArray<float>();
        var (widths, colours) = (latent["widths"].ToArray<float>(), latent["colours"].ToArray<float>());
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n");
        text.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<g fill=\"none\" stroke-linecap=\"round\">\n");
        for (var i = 0; i < count; i++)
        {
            var own = points.AsSpan(i * 2 * CurveDistance.Points, 2 * CurveDistance.Points).ToArray();
            var p = own.Select(value => value * Longer).ToArray();
            var c = colours.AsSpan(i * 4, 4).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{p[0]:0.##} {p[1]:0.##}C{p[2]:0.##} {p[3]:0.##} ");
            text.Append(CultureInfo.InvariantCulture, $"{p[4]:0.##} {p[5]:0.##} {p[6]:0.##} {p[7]:0.##}\" ");
            text.Append(CultureInfo.InvariantCulture, $"stroke=\"rgb({Byte(c[0])},{Byte(c[1])},{Byte(c[2])})\" ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"stroke-opacity=\"{c[3]:0.###}\" stroke-width=\"{widths[i] * WidthUnit * Longer:0.##}\"/>\n");
        }

        return text.Append("</g>\n</svg>\n").ToString();

        static int Byte(float value) => (int)Math.Round(Math.Clamp(value, 0, 1) * 255);
    }

    /// <summary>Disposes the pixels' places.</summary>
    public void Dispose() => _pixels.Dispose();

    private static Tensor Centres(int height, int width, Device device)
    {
        using var scope = NewDisposeScope();
        var grid = meshgrid([arange(height, ScalarType.Float32) + 0.5, arange(width, ScalarType.Float32) + 0.5], indexing: "ij");
        return scope.MoveToOuter((stack([grid[1], grid[0]], -1).reshape(-1, 2) / Math.Max(height, width)).to(device));
    }
}
