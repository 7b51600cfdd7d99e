using Atelier.Core;

namespace Atelier.Art.Upscale;

/// <summary>Options of upscaling.</summary>
public sealed record UpscaleOptions
{
    /// <summary>The factor by which each side grows, 1 to 16.</summary>
    public double Scale { get; init; } = 4;

    /// <summary>Side of a tile in pixels of the small picture; null for the largest that
    /// <see cref="MemoryMegabytes"/> allow, 0 for no tiles.</summary>
    public int? Tile { get; init; }

    /// <summary>Pixels of context around a tile; null for the network's receptive field, at most 32.</summary>
    public int? Overlap { get; init; }

    /// <summary>Memory for the network's activations, in MB.</summary>
    public int MemoryMegabytes { get; init; } = 400;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="OptionException">Something is out of range.</exception>
    public void Validate()
    {
        if (Scale is not (>= 1 and <= 16))
        {
            throw new OptionException($"{nameof(Scale)} {Scale} is not from 1 to 16.", nameof(Scale));
        }

        if (Tile is < 0 or (> 0 and < 16) || Overlap is < 0 or > 1024 || MemoryMegabytes is < 50)
        {
            throw new OptionException(
                $"{nameof(Tile)} is 0 or at least 16 pixels, {nameof(Overlap)} 0 to 1024, {nameof(MemoryMegabytes)} at least 50 MB.",
                nameof(Tile),
                nameof(Overlap),
                nameof(MemoryMegabytes));
        }
    }
}
