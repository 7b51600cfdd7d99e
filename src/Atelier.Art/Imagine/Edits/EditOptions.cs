using System.Globalization;
using Atelier.Core;

namespace Atelier.Art.Imagine.Edits;

/// <summary>Directions of a picture.</summary>
public enum Axes
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>From left to right.</summary>
    X,

    /// <summary>From top to bottom.</summary>
    Y,

    /// <summary>Both.</summary>
    XY,
}

/// <summary>What holds for a picture in every iteration: where it may change, how it repeats, which colours it has.</summary>
public sealed record EditOptions
{
    private const int LargestExtension = 4096;

    /// <summary>Where the start picture may change, see <see cref="RegionMask"/>; null for everywhere.</summary>
    public string? Mask { get; init; }

    /// <summary>Width in pixels of the soft edge of <see cref="Mask"/>, inside it.</summary>
    public double Feather { get; init; } = 6;

    /// <summary>Pixels that are added to the start picture's sides and imagined: <c>left:64,bottom:32</c>; null for none.</summary>
    public string? Extend { get; init; }

    /// <summary>Directions in which the picture repeats without a seam.</summary>
    public Axes Tile { get; init; }

    /// <summary>Directions in which the picture is its own mirror image.</summary>
    public Axes Mirror { get; init; }

    /// <summary>The colours that it is limited to: names, <c>#rrggbb</c> or a picture's path, see <see cref="PaletteEdit"/>; null for all.
    /// </summary>
    public string? Palette { get; init; }

    /// <summary>The pixels added at the left, top, right and bottom.</summary>
    /// <exception cref="OptionException">The text has another form.</exception>
    public (int Left, int Top, int Right, int Bottom) Extension()
    {
        var sides = new Dictionary<string, int> { ["left"] = 0, ["top"] = 0, ["right"] = 0, ["bottom"] = 0 };
        foreach (var part in Extend?.Split(',') ?? [])
        {
            var colon = part.IndexOf(':');
            var side = colon < 0 ? "" : part[..colon].Trim();
            if (!sides.TryGetValue(side, out var before)
                || before > 0
                || !int.TryParse(part[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var pixels)
                || pixels is < 1 or > LargestExtension)
            {
                throw new OptionException(
                    $"{nameof(Extend)} '{Extend}' is not understood: left, top, right or bottom and pixels are needed, such as " +
                    "left:64,right:64.",
                    nameof(Extend));
            }

            sides[side] = pixels;
        }

        return (sides["left"], sides["top"], sides["right"], sides["bottom"]);
    }

    /// <summary>Passes each condition, the problem if it does not hold, and the option to a check.</summary>
    /// <exception cref="OptionException">A text is malformed.</exception>
    internal void Validate(ImagineOptions options, Action<bool, string, string> require)
    {
        require(
            Mask is null || options.InitImage is not null, "a mask needs a picture to start from", nameof(options.InitImage));
        require(
            Extend is null || options.InitImage is not null, "an extension needs a picture to start from", nameof(options.InitImage));
        require(Mask is null || Extend is null, $"{nameof(Mask)} and {nameof(Extend)} exclude each other", nameof(Extend));
        require(
            Feather is >= 0 and <= 512,
            string.Create(CultureInfo.InvariantCulture, $"{nameof(Feather)} {Feather} is not between 0 and 512"),
            nameof(Feather));
        _ = Extension();
        if (Mask is not null)
        {
            RegionMask.Parse(Mask);
        }

        if (Palette is not null)
        {
            PaletteEdit.Parse(Palette);
        }
    }
}
