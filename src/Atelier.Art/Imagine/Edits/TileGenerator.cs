using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Edits;

/// <summary>A generator whose pictures repeat without a seam: the latent is continued at its sides by its other end, and the picture cut
/// out of the middle.</summary>
/// <param name="generator">The generator, which stays the caller's.</param>
/// <param name="axes">Directions in which pictures repeat.</param>
internal sealed class TileGenerator(IGenerator generator, Axes axes) : IGenerator
{
    private const long Margin = 8; // of the latent; the decoder sees little beyond

    /// <inheritdoc/>
    public Device Device => generator.Device;

    /// <inheritdoc/>
    public int Factor => generator.Factor;

    /// <inheritdoc/>
    public Tensor Random(long height, long width, Generator random) => generator.Random(height, width, random);

    /// <inheritdoc/>
    public Tensor Encode(Tensor picture) => generator.Encode(picture);

    /// <inheritdoc/>
    public Tensor Generate(Tensor latent)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (latent.size(2), latent.size(3));
        var (y, x) = (axes is Axes.Y or Axes.XY ? Math.Min(Margin, height) : 0, axes is Axes.X or Axes.XY ? Math.Min(Margin, width) : 0);
        var picture = generator.Generate(Continued(Continued(latent, 2, y), 3, x));
        var scale = picture.size(2) / (height + (2 * y));
        return scope.MoveToOuter(
            picture.narrow(2, y * scale, height * scale).narrow(3, x * scale, width * scale).contiguous());
    }

    /// <inheritdoc/>
    public Tensor Nearest(Tensor latent) => generator.Nearest(latent);

    /// <inheritdoc/>
    public void Constrain(Tensor latent) => generator.Constrain(latent);

    /// <summary>Nothing: the generator is the caller's.</summary>
    public void Dispose()
    {
    }

    private static Tensor Continued(Tensor x, int axis, long margin) => margin == 0 ? x
        : cat([x.narrow(axis, x.size(axis) - margin, margin), x, x.narrow(axis, 0, margin)], axis);
}
