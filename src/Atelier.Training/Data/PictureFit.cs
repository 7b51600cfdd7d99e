using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data;

/// <summary>Brings pictures to the size and channels of a recipe.</summary>
internal static class PictureFit
{
    /// <summary>The middle square of a picture on white, resized; grey if the recipe asks for one channel.</summary>
    /// <returns>Bytes [s, s, c].</returns>
    public static byte[] Fit(this DataOptions options, Picture picture)
    {
        var rgb = picture.Flatten(Colour.White).Cover(options.Size, options.Size).Pixels;
        return options.Channels == 3 ? rgb : ToGrey(rgb);
    }

    /// <summary>The same for bare pixels [h, w, c], which are only copied if they fit already.</summary>
    public static byte[] Fit(this DataOptions options, ReadOnlySpan<byte> pixels, int width, int height, int channels)
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

    // integer luma of BT.601, so that the bytes are the same on every machine
    private static byte[] ToGrey(byte[] rgb)
    {
        var grey = new byte[rgb.Length / 3];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)(((rgb[3 * i] * 299) + (rgb[(3 * i) + 1] * 587) + (rgb[(3 * i) + 2] * 114) + 500) / 1000);
        }

        return grey;
    }
}
