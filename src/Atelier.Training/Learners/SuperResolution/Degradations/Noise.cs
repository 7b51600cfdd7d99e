namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Adds noise to pictures [b, 3, h, w] in [0, 1], of a random strength in each and grey in some. Clamps to [0, 1].</summary>
internal static class Noise
{
    /// <summary>Adds Gaussian noise.</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="min">Smallest standard deviation, for values in [0, 1].</param>
    /// <param name="max">Largest standard deviation.</param>
    /// <param name="greyProbability">Fraction of pictures with the same noise in all three channels.</param>
    /// <param name="random">The random generator.</param>
    public static Tensor Gaussian(Tensor x, double min, double max, double greyProbability, BatchRandom random)
    {
        using var scope = NewDisposeScope();
        var noise = GreyInSome(
            random.Rows(x.size(0), (rows, generator) => randn([rows, .. x.shape[1..]], device: generator.device, generator: generator)),
            greyProbability,
            random);
        return scope.MoveToOuter((x + (noise * Strengths(x, min, max, random))).clamp(0, 1));
    }

    /// <summary>Adds Poisson noise, which is stronger where it is bright. The photon count of white is the number of levels in the picture,
    /// rounded up to a power of two. The parameters are those of <see cref="Gaussian"/>.</summary>
    public static Tensor Poisson(Tensor x, double min, double max, double greyProbability, BatchRandom random)
    {
        using var scope = NewDisposeScope();
        var rounded = (x * 255).round() / 255;
        var levels = tensor(
            (float[])[.. Enumerable.Range(0, (int)x.size(0)).Select(i => Levels(rounded.select(0, i)))], [x.size(0), 1, 1, 1]).to(x.device);
        var noise = (SamplePoisson(rounded * levels, random) / levels) - rounded;
        return scope.MoveToOuter((x + (GreyInSome(noise, greyProbability, random) * Strengths(x, min, max, random))).clamp(0, 1));
    }

    private static Tensor SamplePoisson(Tensor means, BatchRandom random)
    {
        var generators = random.Generators(means.size(0), means.device);
        var counts = stack([.. generators.Select((generator, i) => means.select(0, i).poisson(generator))], 0);
        Array.ForEach(generators, generator => generator.Dispose());
        return counts;
    }

    private static float Levels(Tensor picture) => (float)Math.Pow(
        2, Math.Ceiling(Math.Log2(bincount((picture * 255).round().to(ScalarType.Int64).reshape(-1), null, 256).gt(0).sum().ToDouble())));

    private static Tensor Strengths(Tensor x, double min, double max, BatchRandom random) =>
        (random.Rows(x.size(0), (rows, generator) => rand([rows, 1, 1, 1], device: generator.device, generator: generator)) * (max - min))
            + min;

    // uses the noise of the middle channel for all three
    private static Tensor GreyInSome(Tensor noise, double probability, BatchRandom random)
    {
        var chosen = random.Rows(noise.size(0), (rows, generator) => rand([rows, 1, 1, 1], device: generator.device, generator: generator))
            .lt(probability);
        return where(chosen, noise.narrow(1, 1, 1).expand(noise.shape), noise);
    }
}
