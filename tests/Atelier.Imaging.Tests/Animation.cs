using Atelier.Imaging.Pictures;
using NetVips;

namespace Atelier.Imaging.Tests;

/// <summary>Animated GIF and WebP files of plain colours.</summary>
internal static class Animation
{
    /// <param name="extension">.gif or .webp.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="delays">How long each picture stays, in milliseconds.</param>
    /// <param name="colours">One a picture.</param>
    public static byte[] Make(string extension, int width, int height, int[] delays, (byte Red, byte Green, byte Blue)[] colours)
    {
        var frames = colours.Select(colour => Picture.Blank(width, height, new(colour.Red, colour.Green, colour.Blue)).Pixels);
        using var tall = Image.NewFromMemory(
            frames.SelectMany(pixels => pixels).ToArray(), width, height * colours.Length, 3, Enums.BandFormat.Uchar);
        using var strip = tall.Copy(interpretation: Enums.Interpretation.Srgb);
        using var film = strip.Mutate(header =>
        {
            header.Set(GValue.GIntType, "page-height", height);
            header.Set(GValue.ArrayIntType, "delay", delays);
        });
        return extension == ".gif" ? film.GifsaveBuffer() : film.WebpsaveBuffer(lossless: true);
    }
}
