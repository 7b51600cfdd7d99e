using Atelier.Art.Imagine.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace YourOwnGenerator;

/// <summary>Soft discs on white paper. The latent is one row per disc, [b, n, 6]: x, y and radius as fractions of the side, then red, green
/// and blue in [0, 1]. Any differentiable way from a latent to a picture can stand in its place.</summary>
/// <param name="discs">How many.</param>
/// <param name="side">Width and height of the picture in pixels.</param>
internal sealed class DiscGenerator(int discs, int side) : IGenerator
{
    private const double Softness = 0.02; // width of an edge: without it no gradient reaches position and radius

    public Device Device => CPU;

    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var latent = rand([1, discs, 6], generator: random);
        latent.narrow(2, 2, 1).mul_(0.15).add_(0.05);
        return scope.MoveToOuter(latent);
    }

    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var centres = (arange(side) + 0.5) / side;
        var (x, y) = (centres.view(1, 1, 1, side), centres.view(1, 1, side, 1));
        var (left, top, radius) = (Column(0), Column(1), Column(2));
        var distance = ((x - left).square() + (y - top).square() + 1e-8).sqrt();  // [b, n, h, w]
        var cover = ((radius - distance) / Softness).sigmoid();
        var seenThrough = (1 - cover).cumprod(1);                                 // by the first i discs: the first lies on top
        var visible = cat([ones_like(cover).narrow(1, 0, 1), seenThrough.narrow(1, 0, discs - 1)], 1) - seenThrough;
        var picture = einsum("bnhw,bnc->bchw", visible, latent.Value.narrow(2, 3, 3));
        return scope.MoveToOuter(picture + seenThrough.narrow(1, discs - 1, 1));  // [b, 3, h, w]

        Tensor Column(int i) => latent.Value.narrow(2, i, 1).unsqueeze(3);        // [b, n, 1, 1]
    }

    public void Project(Latent latent)
    {
        using var noGrad = no_grad();
        latent.Value.clamp_(0, 1);
    }

    public void Dispose()
    {
    }
}
