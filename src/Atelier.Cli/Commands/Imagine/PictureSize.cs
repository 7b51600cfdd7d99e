using System.Globalization;
using Atelier.Core;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Parses sizes: <c>256</c> or <c>320x192</c>.</summary>
internal static class PictureSize
{
    /// <summary>Parses a size.</summary>
    /// <exception cref="CommandLineException">The text is no size.</exception>
    public static (int Width, int Height) Parse(string text)
    {
        var parts = text.Split('x', 'X', ',');
        return parts.Length is 1 or 2 && Side(parts[0]) is { } width && Side(parts[^1]) is { } height
            ? (width, height)
            : throw new CommandLineException($"--size '{text}' is not understood: write 256 or 320x192.");
    }

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side > 0 ? side : null;
}
