using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Edits;

/// <summary>A generator with a grid of codes whose pictures repeat without a seam: latents and pictures are continued at their sides by
/// their other end, and the result cut out of the middle.</summary>
/// <param name="generator">The generator, which stays the caller's.</param>
/// <param name="axes">Directions in which pictures repeat.</param>
internal sealed class TileGenerator(ICodebookGenerator generator, Axes axes) : IEncodingGenerator
{
    private const long Margin = 8;          // of the latent; the decoder sees little beyond
    private const long PictureMargin = 128; // a multiple of all codecs' factors

    /// <inheritdoc/>
    public Device Device => generator.Device;

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random) => generator.Random(height, width, random);

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var grid = latent.Value;
        var (height, width) = (grid.size(2), grid.size(3));
        var (y, x) = Margins(height, width, Margin);
        var picture = generator.Generate(Continued(Continued(grid, 2, y), 3, x));
        var scale = picture.size(2) / (height + (2 * y));
        return scope.MoveToOuter(
            picture.narrow(2, y * scale, height * scale).narrow(3, x * scale, width * scale).contiguous());
    }

    /// <inheritdoc/>
    public Latent Encode(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (picture.size(2), picture.size(3));
        var (y, x) = Margins(height, width, PictureMargin);
        var grid = generator.Encode(Continued(Continued(picture, 2, y), 3, x)).Value;
        var scale = (height + (2 * y)) / grid.size(2);
        return scope.MoveToOuter(grid.narrow(2, y / scale, height / scale).narrow(3, x / scale, width / scale).contiguous());
    }

    /// <inheritdoc/>
    public Tensor Regularization(Latent latent) => ((IGenerator)generator).Regularization(latent);

    /// <inheritdoc/>
    public void Project(Latent latent) => generator.Project(latent);

    /// <summary>Nothing: the generator is the caller's.</summary>
    public void Dispose()
    {
    }

    private (long Y, long X) Margins(long height, long width, long most) =>
        (axes is Axes.Y or Axes.XY ? Math.Min(most, height) : 0, axes is Axes.X or Axes.XY ? Math.Min(most, width) : 0);

    private static Tensor Continued(Tensor x, int axis, long margin) => margin == 0 ? x
        : cat([x.narrow(axis, x.size(axis) - margin, margin), x, x.narrow(axis, 0, margin)], axis);
}
