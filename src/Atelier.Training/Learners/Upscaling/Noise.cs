using Atelier.Tensors;

namespace Atelier.Training.Learners.Upscaling;

/// <summary>Noise of a batch, of another strength in each picture, grey in some. x [b, 3, h, w] in [0, 1]; so is the result.</summary>
internal static class Noise
{
    /// <summary>Adds what is normally distributed.</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="weakest">The least deviation, of values in [0, 1].</param>
    /// <param name="strongest">The greatest.</param>
    /// <param name="grey">Share of pictures whose three colours have one noise.</param>
    /// <param name="chance">Decides.</param>
    public static Tensor Gaussian(Tensor x, double weakest, double strongest, double grey, Chance chance)
    {
        using var scope = TensorScope.Enter();
        var noise = GreyInSome(chance.Rows(x.Size(0), (rows, random) => Tensor.Randn([rows, .. x.Shape[1..]], random)), grey, chance);
        return scope.Keep((x + (noise * Strengths(x, weakest, strongest, chance))).Clamp(0, 1));
    }

    /// <summary>Adds what counting photons would: stronger where it is bright. As many levels are counted as the picture has, rounded up to a power of two.</summary>
    public static Tensor Poisson(Tensor x, double weakest, double strongest, double grey, Chance chance)
    {
        using var scope = TensorScope.Enter();
        var rounded = (x * 255).Round() / 255;
        var levels = Tensor.From([.. Enumerable.Range(0, (int)x.Size(0)).Select(i => Levels(rounded.Select(0, i)))], x.Size(0), 1, 1, 1).To(x.Device);
        var noise = (Counted(rounded * levels, chance) / levels) - rounded;
        return scope.Keep((x + (GreyInSome(noise, grey, chance) * Strengths(x, weakest, strongest, chance))).Clamp(0, 1));
    }

    private static Tensor Counted(Tensor means, Chance chance)
    {
        var generators = chance.Generators(means.Size(0), means.Device);
        var counts = Tensor.Stack(0, [.. generators.Select((random, i) => means.Select(0, i).Poisson(random))]);
        Array.ForEach(generators, random => random.Dispose());
        return counts;
    }

    private static float Levels(Tensor picture) => (float)Math.Pow(2, Math.Ceiling(Math.Log2((picture * 255).Round().To(DType.Int64).Reshape(-1).BinCount(256).Greater(0).Sum().Item())));

    private static Tensor Strengths(Tensor x, double weakest, double strongest, Chance chance) => (chance.Rows(x.Size(0), (rows, random) => Tensor.Rand([rows, 1, 1, 1], random)) * (strongest - weakest)) + weakest;

    // the noise of the middle channel for all three
    private static Tensor GreyInSome(Tensor noise, double share, Chance chance)
    {
        var chosen = chance.Rows(noise.Size(0), (rows, random) => Tensor.Rand([rows, 1, 1, 1], random)).Less(share);
        return noise.Narrow(1, 1, 1).Expand(noise.Shape).Where(chosen, noise);
    }
}
