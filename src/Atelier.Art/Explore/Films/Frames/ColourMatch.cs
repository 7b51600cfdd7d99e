namespace Atelier.Art.Explore.Films.Frames;

/// <summary>Holds the colours of a film steady: each picture gets the mean and the spread that the colours of the pictures before it had,
/// which follow its own slowly.</summary>
public static class ColourMatch
{
    private const double Following = 0.1; // the share of a picture's own colours in those that the next ones get
    private const double LargestGain = 1.5;

    /// <summary>The mean and the standard deviation of each channel of x [1, 3, h, w], [2, 1, 3, 1, 1].</summary>
    public static Tensor Measure(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(stack([x.mean([2, 3], keepdim: true), x.std([2, 3], keepdim: true)], 0));
    }

    /// <summary>A picture with the colours of those before it, and the colours for the next.</summary>
    /// <param name="x">The picture [1, 3, h, w].</param>
    /// <param name="colours">What <see cref="Measure"/> says of the pictures before.</param>
    public static (Tensor Picture, Tensor Colours) Apply(Tensor x, Tensor colours)
    {
        using var scope = NewDisposeScope();
        var own = Measure(x);
        var next = (colours * (1 - Following)) + (own * Following);
        var gain = (next.select(0, 1) / own.select(0, 1).clamp_min(1e-4)).clamp(1 / LargestGain, LargestGain);
        return scope.MoveToOuter((((x - own.select(0, 0)) * gain) + next.select(0, 0)).clamp(0, 1), next);
    }
}
