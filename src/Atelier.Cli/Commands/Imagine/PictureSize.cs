using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary>Sizes as they are typed: <c>256</c> or <c>320x192</c>.</summary>
internal static class PictureSize
{
    public static (int Width, int Height) Parse(string text)
    {
        var parts = text.Split('x', 'X', ',');
        return parts.Length is 1 or 2 && int.TryParse(parts[0], out var width) && int.TryParse(parts[^1], out var height)
            ? (width, height)
            : throw new UserException($"The size '{text}' is not understood: write 256 or 320x192.");
    }
}
