using Atelier.Art.Imagine.Loop;
using Atelier.Core;

namespace Atelier.Art.Imagine.Starts;

/// <summary>The latent of a start picture, crossed with another one and changed by noise as far as the options say.</summary>
internal static class StartVariation
{
    private const long Regions = 4; // of each side, in which a cross takes one picture or the other

    /// <summary>The latent.</summary>
    /// <param name="options">The run's options, complete.</param>
    /// <param name="generator">The generator.</param>
    /// <param name="random">The run's random generator.</param>
    /// <param name="picture">The start picture [1, 3, h, w].</param>
    /// <exception cref="ImageFormatException">A picture cannot be read.</exception>
    public static Latent Create(ImagineOptions options, IEncodingGenerator generator, Generator random, Tensor picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var latent = generator.Encode(picture);
        if (options.CrossImage is { } path)
        {
            var other = generator.Encode(InitPicture.Load(options with { InitImage = path }).Fitted(random.device));
            var field = F.interpolate(
                rand([1, 1, Regions, Regions], device: random.device, generator: random),
                [latent.Value.size(2), latent.Value.size(3)], mode: InterpolationMode.Bilinear, align_corners: true);
            latent = where(field.gt(field.median()), other.Value, latent.Value);
        }

        if (options.Strength is { } strength)
        {
            var other = generator.Random(options.Height!.Value, options.Width!.Value, random);
            latent = options.Noise == NoiseKind.Codes ? Redrawn(latent.Value, other.Value, strength)
                : new Latent([.. latent.Parts.Select(part => (part.Name, Noisy(part.Value, other[part.Name], strength)))]);
            generator.Project(latent);
        }

        return latent.MoveToOuter(scope);

        Tensor Redrawn(Tensor codes, Tensor other, double strength) => where(
            rand([1, 1, codes.size(2), codes.size(3)], device: random.device, generator: random).lt(strength), other, codes);

        // as wide in each channel as a random latent
        Tensor Noisy(Tensor value, Tensor other, double strength)
        {
            long[] within = [.. Enumerable.Range(0, (int)other.ndim).Skip(2).Select(axis => (long)axis)];
            return value + (randn(value.shape, device: random.device, generator: random)
                * other.std(within, unbiased: false, keepdim: true) * strength);
        }
    }
}
