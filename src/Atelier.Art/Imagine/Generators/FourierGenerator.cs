using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Generators;

/// <summary>A picture by its Fourier coefficients (<c>fft_image</c> of Lucid and Lucent, Olah et al., "Feature Visualization", 2017, and
/// aphantasia): their scale falls with the frequency as in photographs, and colours are decorrelated, so that a step of the optimizer
/// changes all frequencies and colours alike. The latent is [b, 3, h, w / 2 + 1, 2], standard normal but for its size. Pictures repeat
/// without a seam.</summary>
/// <param name="height">Rows h.</param>
/// <param name="width">Columns w.</param>
/// <param name="device">Where to.</param>
public sealed class FourierGenerator(int height, int width, Device device) : IEncodingGenerator
{
    private const double Decay = 1.5;       // the power of 1 / f, aphantasia's; Lucid's 1 leaves more of the fine noise that CLIPs like
    private const double Strength = 0.25;   // of the coefficients before the colours, as in Lucid
    private const double Saturation = 1.8;  // of the colours, aphantasia's
    private const double Initial = 0.01;    // standard deviation of a random latent
    private const double Ends = 0.004;      // nearest that an encoded value comes to 0 or 1, whose logits are infinite

    // the square root of the covariance of ImageNet's colours, columns normalised to the largest, as in Lucid
    private static readonly float[] s_colours =
        [0.5628f, 0.1948f, 0.0433f, 0.5845f, 0.0000f, -0.1082f, 0.5845f, -0.1948f, 0.0649f];

    private readonly Tensor _scale = Scale(height, width, device).DetachFromDisposeScope();                       // [h, w / 2 + 1]
    private readonly Tensor _colours = Colours().to(device).DetachFromDisposeScope();                          // [rgb, latent]
    private readonly Tensor _inverse = Inverse(device).DetachFromDisposeScope();

    /// <summary><c>fourier</c>.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = GeneratorNames.Fourier,
        Describe = _ => new()
        {
            Defaults = new() { Size = 128, Iterations = 200, LearningRate = 0.05, Cutn = 16, CutPower = 0.5 },
            Sizes = new(2), // halves of an odd width have no inverse
            Takes = new HashSet<string>(GeneratorOptionNames.OfPictures) { nameof(EditOptions.Tile) },
            KeptPerPixel = 45,
            LatentSize = (height, width) => 3 * height * ((width / 2) + 1) * 2,
        },
        Create = request => new FourierGenerator(request.Options.Height!.Value, request.Options.Width!.Value, request.Device),
    };

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(randn([1, 3, height, (width / 2) + 1, 2], device: random.device, generator: random) * Initial);
    }

    /// <inheritdoc/>
    public Latent Encode(Tensor picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var decorrelated = einsum("rc,bchw->brhw", _inverse, picture.clamp(Ends, 1 - Ends).logit()) / Strength;
        var spectrum = fft.rfft2(decorrelated, norm: FFTNormType.Ortho) / _scale;          // [b, 3, h, w / 2 + 1], complex
        return scope.MoveToOuter(stack([spectrum.real, spectrum.imag], -1));
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var spectrum = view_as_complex(latent.Value * _scale.unsqueeze(-1));               // [b, 3, h, w / 2 + 1]
        var decorrelated = fft.irfft2(spectrum, s: [height, width], norm: FFTNormType.Ortho) * Strength;
        return scope.MoveToOuter(einsum("rc,bchw->brhw", _colours, decorrelated).sigmoid());
    }

    /// <summary>Nothing: every latent is a picture.</summary>
    public void Project(Latent latent)
    {
    }

    /// <summary>Disposes scale and colours.</summary>
    public void Dispose()
    {
        _scale.Dispose();
        _colours.Dispose();
        _inverse.Dispose();
    }

    // a power of 1 / f, at most the longer side's, times the root of the number of pixels: size changes neither contrast nor colours
    private static Tensor Scale(int height, int width, Device device)
    {
        using var scope = NewDisposeScope();
        var (y, x) = (fft.fftfreq(height).unsqueeze(1), fft.rfftfreq(width).unsqueeze(0));
        var frequency = (y.square() + x.square()).sqrt().clamp_min(1.0 / Math.Max(height, width));
        // the lowest frequency has the scale that it would have with a power of 1
        var lowest = Math.Pow(Math.Max(height, width), Decay - 1);
        return scope.MoveToOuter((frequency.pow(-Decay) * Math.Sqrt((double)height * width) / Math.Max(height, width) / lowest).to(device));
    }

    // light is the first of the decorrelated axes
    private static Tensor Colours() => tensor(s_colours, [3, 3]) * tensor([1f, (float)Saturation, (float)Saturation]);

    private static Tensor Inverse(Device device)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Colours().inverse().to(device));
    }
}
