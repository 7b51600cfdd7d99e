using Atelier.Core;

namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>Stained glass: panes of one colour each, between dark leads; light ground becomes glass of pale colours.</summary>
internal static class StainedGlass
{
    private const int Panes = 44;
    private const double Thinner = 0.7; // leads within the figure
    private const double Detail = 0.6; // what panes of the figure keep of the picture, as glass that is painted on

    private static readonly float[][] Grounds = [[0.55f, 0.78f, 0.95f], [0.98f, 0.88f, 0.55f], [0.72f, 0.9f, 0.72f], [0.86f, 0.76f, 0.95f]];

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (picture.size(2), picture.size(3));
        var deep = Tones.Deep(picture);
        var figure = FigureMask.Background(picture).lt(0.5).squeeze(1).squeeze(0).to(ScalarType.Int64);     // [h, w]
        var panes = ((Nearest(h, w, seed).to(picture.device) * 2) + figure).reshape(1, -1).expand(3, -1);   // [3, h·w]
        var sums = zeros([3, 2 * Panes], device: picture.device);
        var colours = sums.scatter_add(1, panes, deep.reshape(3, -1))
            / sums.scatter_add(1, panes, ones_like(panes, dtype: ScalarType.Float32)).clamp_min(1);
        var random = new SplitMix64(seed, 1);
        var grounds = tensor(Enumerable.Range(0, Panes).SelectMany(_ => random.Pick(Grounds)).ToArray(), [Panes, 3]).to(picture.device);
        var glass = stack([colours.reshape(3, Panes, 2).select(2, 0) * grounds.t(), colours.reshape(3, Panes, 2).select(2, 1)], 2);
        var drawn = glass.reshape(3, -1).gather(1, panes).reshape(1, 3, h, w);
        drawn = lerp(drawn, deep, (figure * Detail).expand_as(drawn));
        var unit = Tones.Unit(picture);
        var thinner = 1 - (Thinner * Tones.Blur(figure.to(ScalarType.Float32).reshape(1, 1, h, w), unit));
        return scope.MoveToOuter(drawn * (1 - (Leads(panes[0].reshape(1, 1, h, w), unit) * thinner)));
    }

    // the nearest of some points for each pixel, [h, w]
    private static Tensor Nearest(long h, long w, ulong seed)
    {
        var random = new SplitMix64(seed, 0);
        var points = tensor(Enumerable.Range(0, 2 * Panes).Select(_ => random.Next()).ToArray(), [Panes, 2, 1, 1]);
        var (down, across) = (linspace(0, 1, h).reshape(h, 1) - points.select(1, 0), linspace(0, 1, w) - points.select(1, 1));
        return (down.square() + across.square()).argmin(0);
    }

    // how dark the leads between panes are, [1, 1, h, w]
    private static Tensor Leads(Tensor panes, double unit)
    {
        var padded = F.pad(panes.to(ScalarType.Float32), [0, 1, 0, 1], mode: PaddingModes.Replicate);
        var (h, w) = (panes.size(2), panes.size(3));
        var here = padded.narrow(2, 0, h).narrow(3, 0, w);
        var edge = here.ne(padded.narrow(2, 1, h).narrow(3, 0, w)).logical_or(here.ne(padded.narrow(2, 0, h).narrow(3, 1, w)));
        return (Tones.Blur(edge.to(ScalarType.Float32), 0.6 * unit) * 2).clamp(0, 0.9);
    }
}
