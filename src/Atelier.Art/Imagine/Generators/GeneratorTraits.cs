namespace Atelier.Art.Imagine.Generators;

/// <summary>The sizes that a generator can make.</summary>
/// <param name="Factor">Width and height are multiples of this.</param>
/// <param name="Native">The only side that it can make, of squares; null if it makes all multiples.</param>
public readonly record struct PictureSizes(int Factor, int? Native = null)
{
    /// <summary>The nearest size that it can make.</summary>
    public (int Width, int Height) Fit(int width, int height)
    {
        var factor = Factor;
        return Native is { } side ? (side, side) : (Near(width), Near(height));

        int Near(int size) => Math.Max(factor, (size + (factor / 2)) / factor * factor);
    }

    /// <summary>What they are, as the end of a sentence.</summary>
    public override string ToString() => Native is { } side ? $"of {side}x{side}" : $"whose sides are multiples of {Factor}";
}

/// <summary>What the guided loop needs of a generator where nothing else is said.</summary>
public sealed record GeneratorDefaults
{
    /// <summary>Width and height in pixels.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Iterations.</summary>
    public int Iterations { get; init; } = 500;

    /// <summary>Learning rate.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Cut-outs per iteration.</summary>
    public int Cutn { get; init; } = 32;

    /// <summary>Exponent of the cut-outs' random size: below 1 most of them show nearly all of the picture.</summary>
    public double CutPower { get; init; } = 1;

    /// <summary>Weight of the picture's total variation.</summary>
    public double TotalVariation { get; init; }

    /// <summary>Weight of <see cref="Loop.IGenerator.Regularization"/>.</summary>
    public double LatentDecay { get; init; }
}

/// <summary>What is known of a generator before it is loaded.</summary>
public sealed record GeneratorTraits
{
    /// <summary>The sizes that it can make.</summary>
    public PictureSizes Sizes { get; init; } = new(1);

    /// <summary>Its defaults; the <c>imagine</c> section of a <c>config.json</c> goes before.</summary>
    public GeneratorDefaults Defaults { get; init; } = new();

    /// <summary>The names of those options of <see cref="GeneratorOptionNames"/> that mean something to it.</summary>
    public IReadOnlySet<string> Takes { get; init; } = new HashSet<string>();

    /// <summary>Whether its draws are pictures of something already: the loop begins with the one that the critics rank best.</summary>
    public bool RanksDraws { get; init; }

    /// <summary>Whether it draws the prompts itself, and is made for them.</summary>
    public bool DrawsWords { get; init; }

    /// <summary>Whether it is made with the run's seed, so that only runs of one seed can share it.</summary>
    public bool IsSeeded { get; init; }

    /// <summary>Parameters of the network.</summary>
    public long Parameters { get; init; }

    /// <summary>Numbers that are kept per pixel for the backward pass, of each picture.</summary>
    public double KeptPerPixel { get; init; }

    /// <summary>Whether it computes in bf16 where that is asked for.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>Numbers of the latent of one picture, by its height and width.</summary>
    public Func<long, long, long> LatentSize { get; init; } = (_, _) => 0;
}
