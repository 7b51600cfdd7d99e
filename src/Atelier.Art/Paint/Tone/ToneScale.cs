using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Tone;

/// <summary>Three limits between light and dark that suit a picture, as luma in [0, 1]: dark pictures have darker ones.</summary>
/// <param name="Light">What is darker is drawn at all.</param>
/// <param name="Half">What is darker lies in half shadow.</param>
/// <param name="Dark">What is darker is deep shadow.</param>
internal readonly record struct ToneScale(float Light, float Half, float Dark)
{
    /// <summary>The limits of a picture (RGB): half way between those that give each tone its usual share of an ink drawing, and those of
    /// a photograph of medium brightness.</summary>
    public static ToneScale Measure(Picture picture)
    {
        var lumas = Lumas(picture);
        Array.Sort(lumas);
        float Limit(double share, float ordinary) => (0.5f * lumas[(int)(share * (lumas.Length - 1))]) + (0.5f * ordinary);
        return new(Limit(0.45, 0.55f), Limit(0.27, 0.38f), Limit(0.12, 0.22f));
    }

    /// <summary>Luma of each pixel, row by row, in [0, 1].</summary>
    public static float[] Lumas(Picture picture)
    {
        var lumas = new float[picture.Width * picture.Height];
        for (int i = 0, at = 0; i < lumas.Length; i++, at += 3)
        {
            var (red, green, blue) = (picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2]);
            lumas[i] = (float)((Luma.Red * red) + (Luma.Green * green) + (Luma.Blue * blue)) / 255;
        }

        return lumas;
    }
}
