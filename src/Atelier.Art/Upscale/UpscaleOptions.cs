using Atelier.Core;

namespace Atelier.Art.Upscale;

/// <summary>How pictures are enlarged.</summary>
public sealed record UpscaleOptions
{
    /// <summary>How many times larger each side becomes, 1 to 16.</summary>
    public double Scale { get; init; } = 4;

    /// <summary>Side of a tile in pixels of the small picture; null for the largest that
    /// <see cref="MemoryMegabytes"/> allow, 0 for no tiles.</summary>
    public int? Tile { get; init; }

    /// <summary>Pixels around a tile that the network sees besides; null for as far as it can look, at most 32.</summary>
    public int? Overlap { get; init; }

    /// <summary>What the network may take for its own work, in MB.</summary>
    public int MemoryMegabytes { get; init; } = 400;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UserException">Something is out of range.</exception>
    public void Check()
    {
        if (Scale is not (>= 1 and <= 16))
        {
            throw new UserException($"--scale {Scale} cannot be: 1 to 16.");
        }

        if (Tile is < 0 or (> 0 and < 16) || Overlap is < 0 or > 1024 || MemoryMegabytes is < 50)
        {
            throw new UserException("--tile is 0 or at least 16 pixels, --overlap 0 to 1024, --memory at least 50 MB.");
        }
    }
}
