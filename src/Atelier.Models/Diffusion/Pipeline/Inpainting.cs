using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>What of a picture is kept and what painted anew. b pictures, z latent channels.</summary>
public sealed class Inpainting
{
    private readonly Tensor _mask;      // [b or 1, 1, h, w], 1 where painted
    private readonly Tensor _original;  // [b or 1, z, h, w]
    private readonly Tensor _noise;     // [b, z, h, w]
    private readonly Tensor? _masked;   // [b or 1, z, h, w], the latents of the picture with a hole, for networks that take them

    /// <param name="mask">Of latent size, 1 where painted.</param>
    /// <param name="original">The picture's latents.</param>
    /// <param name="noise">The noise that the walk begins with.</param>
    /// <param name="masked">The latents of the picture with grey in place of what is painted, for a network of 9 channels; null for one
    /// of 4, whose latents are put together after every step.</param>
    public Inpainting(Tensor mask, Tensor original, Tensor noise, Tensor? masked) =>
        (_mask, _original, _noise, _masked) = (mask, original, noise, masked);

    /// <summary>A mask [b, 1, H, W] at latent size, each pixel 0 or 1.</summary>
    public static Tensor Shrink(Tensor mask, long height, long width)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.interpolate(mask.ge(0.5).to(ScalarType.Float32), size: [height, width]));
    }

    /// <summary>The input of a network of 9 channels: latents, mask, masked picture.</summary>
    public Tensor Join(Tensor input)
    {
        if (_masked is null)
        {
            return input;
        }

        var count = input.size(0);
        return cat([input, _mask.expand(count, -1, -1, -1), _masked.expand(count, -1, -1, -1)], 1);
    }

    /// <summary>The latents with the kept part as noisy as a walk wants it at an index, after its last clean.</summary>
    public Tensor Keep(Tensor latents, Scheduler scheduler, int index)
    {
        if (_masked is not null)
        {
            return latents;
        }

        using var scope = NewDisposeScope();
        var kept = index < scheduler.Timesteps.Count ? scheduler.AddNoise(_original, _noise, index) : _original;
        return scope.MoveToOuter((kept * (1 - _mask)) + (latents * _mask));
    }
}
