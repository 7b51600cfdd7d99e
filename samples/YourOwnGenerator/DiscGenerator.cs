using Atelier.Art.Imagine.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace YourOwnGenerator;

/// <summary>Soft discs on white paper. The latent is one row per disc, [n, 6]: x, y and radius as fractions of the side, then red, green
/// and blue in [0, 1]. Any differentiable way from a latent to a picture can stand in its place.</summary>
/// <param name="discs">How many.</param>
/// <param name="side">Width and height of the picture in pixels.</param>
internal sealed class DiscGenerator(int discs, int side) : IGenerator
{
    private const double Softness = 0.02; // width of an edge: without it no gradient reaches position and radius

    public Device Device => CPU;

    public int Factor => 1;

    public Tensor Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var latent = rand([discs, 6], generator: random);
        latent[.., 2] = (latent[.., 2] * 0.15) + 0.05;
        return scope.MoveToOuter(latent);
    }

    public Tensor Generate(Tensor latent)
    {
        using var scope = NewDisposeScope();
        var centres = (arange(side) + 0.5) / side;
        var (x, y) = (centres.view(1, 1, side), centres.view(1, side, 1));
        var (left, top, radius) = (Column(0), Column(1), Column(2));
        var distance = ((x - left).square() + (y - top).square() + 1e-8).sqrt();  // [n, h, w]
        var cover = ((radius - distance) / Softness).sigmoid();
        var seenThrough = (1 - cover).cumprod(0);                                 // by the first i discs: the first lies on top
        var visible = cat([ones([1, side, side]), seenThrough.narrow(0, 0, discs - 1)], 0) - seenThrough;
        var picture = einsum("nhw,nc->chw", visible, latent.narrow(1, 3, 3)) + seenThrough.narrow(0, discs - 1, 1);
        return scope.MoveToOuter(picture.unsqueeze(0));                           // [1, 3, h, w]

        Tensor Column(int i) => latent.narrow(1, i, 1).unsqueeze(2);              // [n, 1, 1]
    }

    public Tensor Nearest(Tensor latent) => latent.detach();

    public void Constrain(Tensor latent)
    {
        using var noGrad = no_grad();
        latent.clamp_(0, 1);
    }

    public Tensor Encode(Tensor picture) => throw new NotSupportedException("Nobody knows the discs of a picture.");

    public void Dispose()
    {
    }
}
