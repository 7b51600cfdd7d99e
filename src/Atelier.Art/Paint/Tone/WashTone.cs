using System.Numerics;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Tone;

/// <summary>A picture as painters in transparent washes see it: the lights are bare paper, the darks are light enough for a few glazes,
/// and around it a margin stays bare.</summary>
internal static class WashTone
{
    private const float MarginWidth = 0.022f;
    private const int Steps = 4; // of tone, as washes over each other give them

    /// <summary>For watercolour: light and colourful.</summary>
    /// <param name="picture">RGB.</param>
    /// <param name="paper">Colour of the paper.</param>
    public static Picture Colours(Picture picture, Colour paper) => Map(picture, paper, colour =>
    {
        var light = new Vector3(Lift(colour.X), Lift(colour.Y), Lift(colour.Z));
        var grey = new Vector3(Light(light));
        return Vector3.Clamp(grey + ((light - grey) * 1.2f), Vector3.Zero, Vector3.One);
    });

    /// <summary>For a wash under a pen drawing: two greys of the shadows only.</summary>
    /// <param name="picture">RGB.</param>
    /// <param name="paper">Colour of the paper.</param>
    public static Picture Shadows(Picture picture, Colour paper)
    {
        var (_, half, dark) = ToneScale.Measure(picture);
        return Map(picture, paper, colour =>
        {
            var light = Light(colour);
            return new(1 - (0.2f * Below(light, half)) - (0.26f * Below(light, dark)));
        });
    }

    /// <summary>For chalk: as it is, with a margin.</summary>
    /// <param name="picture">RGB.</param>
    /// <param name="ground">Colour of the paper.</param>
    public static Picture Margin(Picture picture, Colour ground)
    {
        var bare = new Vector3(ground.Red, ground.Green, ground.Blue) / 255;
        return Map(picture, ground, colour => colour / bare);
    }

    private static Picture Map(Picture picture, Colour paper, Func<Vector3, Vector3> tone)
    {
        var vignette = new Vignette(picture.Width, picture.Height, MarginWidth);
        var ground = new Vector3(paper.Red, paper.Green, paper.Blue);
        var pixels = new byte[picture.Pixels.Length];
        Parallel.For(0, picture.Height, y =>
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var at = ((y * picture.Width) + x) * 3;
                var colour = new Vector3(picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2]) / 255;
                var seen = ground * Vector3.Lerp(Vector3.One, tone(colour), vignette.At(x, y));
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(seen.X + 0.5f), (byte)(seen.Y + 0.5f), (byte)(seen.Z + 0.5f));
            }
        });
        return new(picture.Width, picture.Height, 3, pixels);
    }

    private static float Lift(float value) => Math.Min(1, 0.05f + (1.12f * MathF.Pow(Step(value), 0.82f)));

    // a soft staircase: flat at the middle of each step
    private static float Step(float value) => value - (0.85f * MathF.Sin(MathF.Tau * Steps * value) / (MathF.Tau * Steps));

    private static float Light(Vector3 colour) =>
        ((float)Luma.Red * colour.X) + ((float)Luma.Green * colour.Y) + ((float)Luma.Blue * colour.Z);

    private static float Below(float light, float limit) => Math.Clamp(((limit - light) * 12) + 0.5f, 0, 1);
}
