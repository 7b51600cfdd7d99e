using Atelier.Core;

namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Random changes of cut-outs that must not change what they show, each applied to all of them in one
/// operation. Strengths of 0 turn a change off.</summary>
public sealed record Augmentation
{
    /// <summary>Share that is mirrored.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Largest turn, in degrees.</summary>
    public double Degrees { get; init; } = 15;

    /// <summary>Largest shift, as a share of the side.</summary>
    public double Shift { get; init; } = 0.1;

    /// <summary>Largest tilt (perspective).</summary>
    public double Tilt { get; init; } = 0.15;

    /// <summary>How far the nodes of an elastic distortion move, as a share of the side.</summary>
    public double Elastic { get; init; }

    /// <summary>How far the pins of a thin-plate distortion move, as a share of the side.</summary>
    public double ThinPlate { get; init; }

    /// <summary>Strength of brightness, contrast and saturation jitter.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>Strength of sharpening and blurring.</summary>
    public double Sharpness { get; init; } = 0.3;

    /// <summary>Share of cut-outs of which a rectangle is blanked.</summary>
    public double Erase { get; init; } = 0.3;

    /// <summary>Largest standard deviation of added noise.</summary>
    public double Noise { get; init; } = 0.1;

    /// <summary>No change at all.</summary>
    public static Augmentation None { get; } =
        new() { Flip = 0, Degrees = 0, Shift = 0, Tilt = 0, Jitter = 0, Sharpness = 0, Erase = 0, Noise = 0 };

    private bool Moves => Flip > 0 || Degrees > 0 || Shift > 0 || Tilt > 0 || Elastic > 0 || ThinPlate > 0;

    /// <summary>Only the changes of these names, at their usual strengths; the names are VQGAN-CLIP's.</summary>
    /// <param name="names">Ji jitter, Sh sharpness, Gn noise, Pe perspective, Ro rotation, Af affine, Et elastic,
    /// Ts thin plate, Er erasing, Fl mirror.</param>
    /// <exception cref="UserException">A name is none of these.</exception>
    public static Augmentation Of(IEnumerable<string> names)
    {
        var usual = new Augmentation();
        return names.Aggregate(None, (chosen, name) => name.ToLowerInvariant() switch
        {
            "ji" => chosen with { Jitter = usual.Jitter },
            "sh" => chosen with { Sharpness = usual.Sharpness },
            "gn" => chosen with { Noise = usual.Noise },
            "pe" => chosen with { Tilt = usual.Tilt },
            "ro" => chosen with { Degrees = usual.Degrees },
            "af" => chosen with { Degrees = usual.Degrees, Shift = usual.Shift },
            "et" => chosen with { Elastic = 0.03 },
            "ts" => chosen with { ThinPlate = 0.1 },
            "er" => chosen with { Erase = usual.Erase },
            "fl" => chosen with { Flip = usual.Flip },
            "cr" or "re" =>
                throw new UserException($"--augments {name} is what cut-outs are already: random squares of many sizes; leave it out."),
            _ => throw new UserException($"--augments {name} is not known: Ji, Sh, Gn, Pe, Ro, Af, Et, Ts, Er and Fl are."),
        });
    }

    /// <summary>Has every strength checked: by least, value, most and name.</summary>
    internal void Check(Action<double, double?, double, string> between)
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

    /// <summary>One random plane map: mirror, turn, shift, tilt.</summary>
    internal double[] Map(Chance chance)
    {
        var affine = Homography.Affine(
            chance.Between(-Degrees, Degrees) * Math.PI / 180, 1, chance.Between(-Shift, Shift) * 2, chance.Between(-Shift, Shift) * 2,
            chance.Happens(Flip));
        return Homography.Compose(affine, Homography.Tilt(chance.Between(-Tilt, Tilt), chance.Between(-Tilt, Tilt)));
    }

    /// <summary>Elastic and thin-plate moves of n cut-outs of this side, [n, size², 2]; null where both are off.</summary>
    internal Tensor? Displace(int n, int size, Generator random)
    {
        using var scope = NewDisposeScope();
        var elastic = Elastic > 0 ? Displacement.Elastic(n, size, Elastic * 2, random) : null;
        var plate = ThinPlate > 0 ? Displacement.ThinPlate(n, size, ThinPlate * 2, random) : null;
        var both = elastic is null || plate is null ? elastic ?? plate : elastic + plate;
        return both is null ? null : scope.MoveToOuter(both);
    }

    /// <summary>Mirrors, turns, shifts, tilts and bends cut-outs x [n, 3, s, s] already taken, all in one operation.</summary>
    public Tensor Move(Tensor x, Generator random)
    {
        if (!Moves)
        {
            return x;
        }

        using var scope = NewDisposeScope();
        var chance = new Chance(random);
        var (n, size) = ((int)x.size(0), (int)x.size(2));
        double[][] maps = [.. Enumerable.Range(0, n).Select(_ => Map(chance))];
        return scope.MoveToOuter(Homography.Sample(x, maps, size, Displace(n, size, random)));
    }

    /// <summary>Jitters, sharpens, blanks and adds noise to cut-outs x [n, 3, s, s].</summary>
    public Tensor Recolour(Tensor x, Generator random)
    {
        using var scope = NewDisposeScope();
        var n = x.size(0);
        Tensor Draw(double low, double high) => (rand([n, 1, 1, 1], device: random.device, generator: random) * (high - low)) + low;

        if (Jitter > 0) // brightness and contrast about the middle, saturation about each pixel's grey
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
            x = x * Blanks(x, random);
        }

        if (Noise > 0)
        {
            x = x + (randn(x.shape, device: random.device, generator: random) * Draw(0, Noise));
        }

        return scope.MoveToOuter(x);
    }

    // 0 inside one random rectangle of some of the cut-outs, else 1; [n, 1, s, s]
    private Tensor Blanks(Tensor x, Generator random)
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
