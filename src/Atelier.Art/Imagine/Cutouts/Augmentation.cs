using Atelier.Core;

namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Random augmentations of cut-outs, each applied to all cut-outs in one operation. A strength of 0 turns one off.</summary>
public sealed record Augmentation
{
    /// <summary>Fraction of cut-outs that are mirrored.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Largest rotation, in degrees.</summary>
    public double Degrees { get; init; } = 15;

    /// <summary>Largest translation, as a fraction of the side.</summary>
    public double Shift { get; init; } = 0.1;

    /// <summary>Largest perspective distortion.</summary>
    public double Tilt { get; init; } = 0.15;

    /// <summary>Largest move of the nodes of an elastic distortion, as a fraction of the side.</summary>
    public double Elastic { get; init; }

    /// <summary>Largest move of the control points of a thin-plate spline, as a fraction of the side.</summary>
    public double ThinPlate { get; init; }

    /// <summary>Strength of brightness, contrast and saturation jitter.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>Strength of sharpening and blurring.</summary>
    public double Sharpness { get; init; } = 0.3;

    /// <summary>Fraction of cut-outs in which a rectangle is erased.</summary>
    public double Erase { get; init; } = 0.3;

    /// <summary>Largest standard deviation of added Gaussian noise.</summary>
    public double Noise { get; init; } = 0.1;

    /// <summary>No augmentation.</summary>
    public static Augmentation None { get; } =
        new() { Flip = 0, Degrees = 0, Shift = 0, Tilt = 0, Jitter = 0, Sharpness = 0, Erase = 0, Noise = 0 };

    private bool IsGeometric => Flip > 0 || Degrees > 0 || Shift > 0 || Tilt > 0 || Elastic > 0 || ThinPlate > 0;

    /// <summary>Only the named augmentations, at their default strengths. The names are VQGAN-CLIP's.</summary>
    /// <param name="names">Ji jitter, Sh sharpness, Gn noise, Pe perspective, Ro rotation, Af affine, Et elastic,
    /// Ts thin plate, Er erasing, Fl flip.</param>
    /// <exception cref="OptionException">A name is unknown.</exception>
    public static Augmentation FromNames(IEnumerable<string> names)
    {
        var defaults = new Augmentation();
        return names.Aggregate(None, (chosen, name) => name.ToLowerInvariant() switch
        {
            "ji" => chosen with { Jitter = defaults.Jitter },
            "sh" => chosen with { Sharpness = defaults.Sharpness },
            "gn" => chosen with { Noise = defaults.Noise },
            "pe" => chosen with { Tilt = defaults.Tilt },
            "ro" => chosen with { Degrees = defaults.Degrees },
            "af" => chosen with { Degrees = defaults.Degrees, Shift = defaults.Shift },
            "et" => chosen with { Elastic = 0.03 },
            "ts" => chosen with { ThinPlate = 0.1 },
            "er" => chosen with { Erase = defaults.Erase },
            "fl" => chosen with { Flip = defaults.Flip },
            "cr" or "re" =>
                throw new OptionException(
                    $"{nameof(Augmentation)} {name} is what cut-outs are already: random squares of many sizes; leave it out.",
                    nameof(Augmentation)),
            _ => throw new OptionException(
                $"{nameof(Augmentation)} {name} is not known: Ji, Sh, Gn, Pe, Ro, Af, Et, Ts, Er and Fl are.", nameof(Augmentation)),
        });
    }

    /// <summary>Passes the limits, value and description of every strength to a range check.</summary>
    internal void Validate(Action<double, double?, double, string> between)
    {
        between(0, Flip, 1, "the share of mirrored cut-outs");
        between(0, Degrees, 360, "the turn of cut-outs");
        between(0, Shift, 1, "the shift of cut-outs");
        between(0, Tilt, 1, "the tilt of cut-outs");
        between(0, Elastic, 1, "the elastic distortion");
        between(0, ThinPlate, 1, "the thin-plate distortion");
        between(0, Jitter, 1, "the jitter");
        between(0, Sharpness, 10, "the sharpness");
        between(0, Erase, 1, "the share of blanked cut-outs");
        between(0, Noise, 10, "the noise");
    }

    /// <summary>A random homography: flip, rotation, translation, perspective.</summary>
    internal double[] RandomHomography(RandomSource random)
    {
        var affine = Homography.Affine(
            random.Uniform(-Degrees, Degrees) * Math.PI / 180, 1, random.Uniform(-Shift, Shift) * 2, random.Uniform(-Shift, Shift) * 2,
            random.Bernoulli(Flip));
        return Homography.Compose(affine, Homography.Perspective(random.Uniform(-Tilt, Tilt), random.Uniform(-Tilt, Tilt)));
    }

    /// <summary>Elastic and thin-plate displacements of n cut-outs of this side, [n, size², 2]; null if both are off.</summary>
    internal Tensor? RandomDisplacement(int n, int size, Generator random)
    {
        using var scope = NewDisposeScope();
        var elastic = Elastic > 0 ? Displacement.Elastic(n, size, Elastic * 2, random) : null;
        var plate = ThinPlate > 0 ? Displacement.ThinPlate(n, size, ThinPlate * 2, random) : null;
        var sum = elastic is null || plate is null ? elastic ?? plate : elastic + plate;
        return sum is null ? null : scope.MoveToOuter(sum);
    }

    /// <summary>Warps cut-outs x [n, 3, s, s] by the geometric augmentations, all in one operation.</summary>
    public Tensor Warp(Tensor x, Generator random)
    {
        if (!IsGeometric)
        {
            return x;
        }

        using var scope = NewDisposeScope();
        var source = new RandomSource(random);
        var (n, size) = ((int)x.size(0), (int)x.size(2));
        double[][] maps = [.. Enumerable.Range(0, n).Select(_ => RandomHomography(source))];
        return scope.MoveToOuter(Homography.Sample(x, maps, size, RandomDisplacement(n, size, random)));
    }

    /// <summary>Jitters the colours of cut-outs x [n, 3, s, s], sharpens or blurs them, erases rectangles and adds noise.</summary>
    public Tensor Recolour(Tensor x, Generator random)
    {
        using var scope = NewDisposeScope();
        var n = x.size(0);
        Tensor Draw(double low, double high) => (rand([n, 1, 1, 1], device: random.device, generator: random) * (high - low)) + low;

        if (Jitter > 0) // saturation about each pixel's grey, then contrast about mid-grey and brightness
        {
            var grey = x.mean([1], keepdim: true);
            x = grey + ((x - grey) * Draw(1 - Jitter, 1 + Jitter));
            x = ((x - 0.5) * Draw(1 - Jitter, 1 + Jitter)) + 0.5 + Draw(-Jitter / 2, Jitter / 2);
        }

        if (Sharpness > 0)
        {
            var blurred = F.conv2d(
                F.pad(x, [1, 1, 1, 1], mode: PaddingModes.Replicate), full([3, 1, 3, 3], 1 / 9.0, device: x.device), null, groups: 3);
            x = x + ((x - blurred) * Draw(-Sharpness, Sharpness));
        }

        if (Erase > 0)
        {
            x = x * EraseMask(x, random);
        }

        if (Noise > 0)
        {
            x = x + (randn(x.shape, device: random.device, generator: random) * Draw(0, Noise));
        }

        return scope.MoveToOuter(x);
    }

    // 0 inside one random rectangle of some cut-outs, else 1; [n, 1, s, s]
    private Tensor EraseMask(Tensor x, Generator random)
    {
        using var scope = NewDisposeScope();
        var (n, size) = (x.size(0), x.size(2));
        var line = arange(size, device: x.device).to(ScalarType.Float32) / size;
        Tensor Inside(long[] shape)
        {
            var from = rand([n, 1, 1, 1], device: random.device, generator: random) * 0.7;
            var length = (rand([n, 1, 1, 1], device: random.device, generator: random) * 0.25) + 0.08;
            var at = line.reshape(shape);
            return at.gt(from).logical_and(at.lt(from + length));
        }

        var chosen = rand([n, 1, 1, 1], device: random.device, generator: random).lt(Erase);
        return scope.MoveToOuter(
            Inside([1, 1, size, 1]).logical_and(Inside([1, 1, 1, size])).logical_and(chosen).logical_not().to(ScalarType.Float32));
    }
}
