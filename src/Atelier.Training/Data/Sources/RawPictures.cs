using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources;

/// <summary>Files of bare pixels, all of one size: whole in memory.</summary>
internal static class RawPictures
{
    /// <summary>Bare pixels [h, w, c] as the recipe wants them; copied where they already are.</summary>
    public static byte[] Fit(DataOptions options, ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        if (width == options.Size && height == options.Size && channels == options.Channels)
        {
            return pixels.ToArray();
        }

        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            rgb[i] = pixels[channels == 3 ? i : i / 3];
        }

        return options.Fit(new Picture(width, height, 3, rgb));
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It cannot be read.</exception>
    public static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
