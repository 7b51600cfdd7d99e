using System.Numerics;

namespace Atelier.Imaging;

/// <summary>Oklab (Ottosson, 2020): a perceptually uniform colour space.</summary>
public static class Oklab
{
    /// <summary>sRGB in [0, 1] to lightness, green-red and blue-yellow.</summary>
    public static Vector3 FromRgb(Vector3 rgb)
    {
        static float Linear(float c) => c <= 0.04045f ? c / 12.92f : MathF.Pow((c + 0.055f) / 1.055f, 2.4f);
        var (r, g, b) = (Linear(rgb.X), Linear(rgb.Y), Linear(rgb.Z));
        var l = MathF.Cbrt((0.4122214708f * r) + (0.5363325363f * g) + (0.0514459929f * b));
        var m = MathF.Cbrt((0.2119034982f * r) + (0.6806995451f * g) + (0.1073969566f * b));
        var s = MathF.Cbrt((0.0883024619f * r) + (0.2817188376f * g) + (0.6299787005f * b));
        return new(
            (0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s),
            (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s),
            (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s));
    }

    /// <summary>Back to sRGB, clamped to [0, 1].</summary>
    public static Vector3 ToRgb(Vector3 lab)
    {
        static float Curve(float c) => Math.Clamp(c <= 0.0031308f ? c * 12.92f : (1.055f * MathF.Pow(c, 1 / 2.4f)) - 0.055f, 0, 1);
        static float Cube(float c) => c * c * c;
        var l = Cube(lab.X + (0.3963377774f * lab.Y) + (0.2158037573f * lab.Z));
        var m = Cube(lab.X - (0.1055613458f * lab.Y) - (0.0638541728f * lab.Z));
        var s = Cube(lab.X - (0.0894841775f * lab.Y) - (1.2914855480f * lab.Z));
        return new(
            Curve((4.0767416621f * l) - (3.3077115913f * m) + (0.2309699292f * s)),
            Curve((-1.2684380046f * l) + (2.6097574011f * m) - (0.3413193965f * s)),
            Curve((-0.0041960863f * l) - (0.7034186147f * m) + (1.7076147010f * s)));
    }
}
