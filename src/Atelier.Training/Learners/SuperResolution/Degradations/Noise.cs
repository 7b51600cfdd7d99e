namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Noise of a batch, of another strength in each picture, grey in some. x [b, 3, h, w] in [0, 1]; so is the result.</summary>
internal static class Noise
{
    /// <summary>Adds what is normally distributed.</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="weakest">The least deviation, of values in [0, 1].</param>
    /// <param name="strongest">The greatest.</param>
    /// <param name="grey">Share of pictures whose three colours have one noise.</param>
    /// <param name="chance">Decides.</param>
    public static Tensor Gaussian(Tensor x, double weakest, double strongest, double grey, BatchRandom chance)
    {
        using var scope = NewDisposeScope();
        var noise = GreyInSome(
            chance.Rows(x.size(0), (rows, random) => randn([rows, .. x.shape[1..]], device: random.device, generator: random)),
            grey,
            chance);
        return scope.MoveToOuter((x + (noise * Strengths(x, weakest, strongest, chance))).clamp(0, 1));
    }

    /// <summary>Adds what counting photons would: stronger where it is bright. As many levels are counted as the
    /// picture has, rounded up to a power of two.</summary>
    public static Tensor Poisson(Tensor x, double weakest, double strongest, double grey, BatchRandom chance)
    {
        using var scope = NewDisposeScope();
        var rounded = (x * 255).round() / 255;
        var levels = tensor(
            (float[])[.. Enumerable.Range(0, (int)x.size(0)).Select(i => Levels(rounded.select(0, i)))], [x.size(0), 1, 1, 1]).to(x.device);
        var noise = (Counted(rounded * levels, chance) / levels) - rounded;
        return scope.MoveToOuter((x + (GreyInSome(noise, grey, chance) * Strengths(x, weakest, strongest, chance))).clamp(0, 1));
    }

    private static Tensor Counted(Tensor means, BatchRandom chance)
    {
        var generators = chance.Generators(means.size(0), means.device);
        var counts = stack([.. generators.Select((random, i) => means.select(0, i).poisson(random))], 0);
        Array.ForEach(generators, random => random.Dispose());
        return counts;
    }

    private static float Levels(Tensor picture) => (float)Math.Pow(
        2, Math.Ceiling(Math.Log2(bincount((picture * 255).round().to(ScalarType.Int64).reshape(-1), null, 256).gt(0).sum().ToDouble())));

    private static Tensor Strengths(Tensor x, double weakest, double strongest, BatchRandom chance) =>
        (chance.Rows(x.size(0), (rows, random) => rand([rows, 1, 1, 1], device: random.device, generator: random)) * (strongest - weakest))
            + weakest;

    // the noise of the middle channel for all three
    private static Tensor GreyInSome(Tensor noise, double share, BatchRandom chance)
    {
        var chosen = chance.Rows(noise.size(0), (rows, random) => rand([rows, 1, 1, 1], device: random.device, generator: random))
            .lt(share);
        return where(chosen, noise.narrow(1, 1, 1).expand(noise.shape), noise);
    }
}
