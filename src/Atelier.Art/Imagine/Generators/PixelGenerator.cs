using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Generators;

/// <summary>The picture itself as latent, [b, 3, h, w] in [0, 1]: every pixel is optimised on its own.</summary>
/// <param name="device">Where to.</param>
public sealed class PixelGenerator(Device device) : IEncodingGenerator
{
    private const double Contrast = 0.05; // standard deviation of a random latent around grey

    /// <summary><c>pixels</c>.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = GeneratorNames.Pixels,
        Describe = _ => new()
        {
            Defaults = new()
            {
                Size = 128, Iterations = 200, LearningRate = 0.03, Cutn = 16, CutPower = 0.5, TotalVariation = 4,
            },
            Takes = new HashSet<string>(GeneratorOptionNames.OfPictures)
            {
                GeneratorOptionNames.Cross, nameof(EditOptions.Tile),
            },
            KeptPerPixel = 30,
            LatentSize = (height, width) => 3 * height * width,
        },
        Create = request => new PixelGenerator(request.Device),
    };

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            (randn([1, 3, height, width], device: random.device, generator: random) * Contrast).add_(0.5).clamp_(0, 1));
    }

    /// <inheritdoc/>
    public Latent Encode(Tensor picture) => picture.clone();

    /// <inheritdoc/>
    public Tensor Generate(Latent latent) => latent.Value.clone();

    /// <summary>The mean squared distance from grey.</summary>
    public Tensor Regularization(Latent latent)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((latent.Value - 0.5).square().mean());
    }

    /// <summary>Clamps to [0, 1].</summary>
    public void Project(Latent latent)
    {
        using var noGrad = no_grad();
        latent.Value.clamp_(0, 1);
    }

    /// <summary>Nothing to dispose.</summary>
    public void Dispose()
    {
    }
}
