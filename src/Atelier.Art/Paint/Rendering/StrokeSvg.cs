using System.Globalization;
using System.Text;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging;

namespace Atelier.Art.Paint.Rendering;

/// <summary>Writes paintings as SVG: each stroke is a rounded rectangle without brush texture. Glazes multiply; paper, grain
/// and dried edges are not in it, and it says so in its description.</summary>
public static class StrokeSvg
{
    /// <summary>Writes the drawing; the file appears complete or not at all.</summary>
    public static void Write(string path, Painting painting) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToSvg(painting)));

    /// <summary>The drawing, in pixels of the original picture.</summary>
    public static string ToSvg(Painting painting)
    {
        var unit = Math.Max(painting.Width, painting.Height);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {painting.Width} {painting.Height}\" width=\"{painting.Width}\" " +
            $"height=\"{painting.Height}\">\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"<desc>The strokes of a painting ({painting.Style.Name}), each as a rounded rectangle: without the texture of brushes, " +
            $"paint and paper.</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"{painting.Ground.ToHex()}\"/>\n" +
            $"{(painting.Style.Medium == PaintMedium.Glaze ? "<style>g rect{mix-blend-mode:multiply}</style>\n" : "")}<g " +
            $"fill-opacity=\"{painting.Style.Opacity}\">\n");
        foreach (var stroke in painting.Strokes)
        {
            var s = stroke.Canonical();
            var (x, y, length, thickness) = (s.X * unit, s.Y * unit, s.Length * unit * 0.95f, s.Thickness * unit * 0.95f);
            var colour = new Colour(Byte(s.Red), Byte(s.Green), Byte(s.Blue));
            text.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{-length / 2:0.##}\" y=\"{-thickness / 2:0.##}\" width=\"{length:0.##}\" height=\"{thickness:0.##}\" " +
                $"rx=\"{thickness * painting.Style.CornerRadius:0.##}\" fill=\"{colour.ToHex()}\" transform=\"translate({x:0.##} " +
                $"{y:0.##}) rotate({s.Angle * 180:0.#})\"/>\n");
        }

        return text.Append("</g>\n</svg>\n").ToString();
    }

    private static byte Byte(float value) => (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
}
