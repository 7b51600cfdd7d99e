using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>Puts the kept part of a picture back.</summary>
internal static class MaskedPicture
{
    /// <summary>The new picture where the mask is white, the old one where it is black, a blend between; old picture and mask are
    /// brought to the new one's size.</summary>
    public static Picture Composite(Picture old, Picture fresh, Picture mask)
    {
        var (a, b) = (old.Flatten(Colour.White).Cover(fresh.Width, fresh.Height).Pixels, fresh.Flatten(Colour.White).Pixels);
        var share = mask.Flatten(Colour.White).Cover(fresh.Width, fresh.Height).Pixels;
        var pixels = new byte[b.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(((b[i] * share[i]) + (a[i] * (255 - share[i])) + 127) / 255);
        }

        return new(fresh.Width, fresh.Height, 3, pixels);
    }
}
