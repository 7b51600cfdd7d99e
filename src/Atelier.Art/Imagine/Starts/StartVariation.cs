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
    /// <param name="picture">The start picture [1, 3, h, w] if it is not as it was read; or null.</param>
    /// <exception cref="ImageFormatException">A picture cannot be read.</exception>
    public static Tensor Create(ImagineOptions options, IGenerator generator, Generator random, Tensor? picture = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var latent = picture is null ? Encode(options) : generator.Encode(picture);
        if (options.CrossImage is { } path)
        {
            var field = F.interpolate(
                rand([1, 1, Regions, Regions], device: random.device, generator: random),
                [latent.size(2), latent.size(3)], mode: InterpolationMode.Bilinear, align_corners: true);
            latent = where(field.gt(field.median()), Encode(options with { InitImage = path }), latent);
        }

        if (options.Strength is { } strength)
        {
            var other = generator.Random(options.Height!.Value, options.Width!.Value, random);
            latent = options.Noise == NoiseKind.Codes
                ? where(rand([1, 1, latent.size(2), latent.size(3)], device: random.device, generator: random).lt(strength), other, latent)
                : latent + (randn(latent.shape, device: random.device, generator: random)
                    * other.std([2, 3], unbiased: false, keepdim: true) * strength);
            generator.Constrain(latent);
        }

        return scope.MoveToOuter(latent);

        Tensor Encode(ImagineOptions one) => generator.Encode(InitPicture.Load(one).Fitted(random.device));
    }
}
