using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Generators;

/// <summary>Pixel art: a coarse grid of colours, each cell a square of the picture. The latent is the grid, [b, 3, rows, columns] in
/// [0, 1].</summary>
/// <param name="height">Rows of the pictures.</param>
/// <param name="width">Columns.</param>
/// <param name="cells">Cells along the longer side.</param>
/// <param name="device">Where to.</param>
public sealed class PixelArtGenerator(int height, int width, int cells, Device device) : IEncodingGenerator
{
    private const int DefaultCells = 24;
    private const double Contrast = 0.1; // standard deviation of a random latent around grey

    /// <summary><c>pixel-art</c>.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = GeneratorNames.PixelArt,
        Describe = _ => new()
        {
            Defaults = new() { Size = 192, Iterations = 200, LearningRate = 0.03, Cutn = 16, CutPower = 0.3, TotalVariation = 6 },
            Takes = new HashSet<string>(GeneratorOptionNames.OfPictures)
            {
                GeneratorOptionNames.Cross, nameof(LatentOptions.Cells),
            },
            KeptPerPixel = 30,
            LatentSize = (_, _) => 3 * 512 * 512,
        },
        Create = request => new PixelArtGenerator(
            request.Options.Height!.Value, request.Options.Width!.Value, request.Options.Latent.Cells ?? DefaultCells, request.Device),
    };

    /// <inheritdoc/>
    public Device Device => device;

    private long Rows => Cells(height);

    private long Columns => Cells(width);

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var noise = randn([1, 3, Rows, Columns], device: random.device, generator: random);
        return scope.MoveToOuter((noise * Contrast).add_(0.5).clamp_(0, 1));
    }

    /// <summary>The mean colour of each cell.</summary>
    public Latent Encode(Tensor picture)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.interpolate(picture, [Rows, Columns], mode: InterpolationMode.Area));
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent) => F.interpolate(latent.Value, [height, width], mode: InterpolationMode.Nearest);

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

    private long Cells(int side) => Math.Max(1, (long)Math.Round((double)cells * side / Math.Max(height, width)));
}
