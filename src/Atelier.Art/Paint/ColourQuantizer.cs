using System.Numerics;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint;

/// <summary>Colour quantisation in Oklab, where distances match perception.</summary>
public sealed class ColourQuantizer
{
    private readonly Vector3[] _lab;

    /// <summary>A quantizer to these colours.</summary>
    public ColourQuantizer(IEnumerable<Colour> colours)
    {
        Colours = [.. colours];
        _lab = [.. Colours.Select(colour => Oklab.FromRgb(new Vector3(colour.Red, colour.Green, colour.Blue) / 255))];
    }

    /// <summary>The colours; dark ones first if they come from a picture.</summary>
    public IReadOnlyList<Colour> Colours { get; }

    /// <summary>The k dominant colours of a picture: k-means in Oklab, initialised by farthest points.</summary>
    /// <param name="picture">RGB.</param>
    /// <param name="count">k; fewer if the picture has fewer colours.</param>
    public static ColourQuantizer FromPicture(Picture picture, int count)
    {
        var small = picture.Resize(Math.Min(picture.Width, 96), Math.Min(picture.Height, 96));
        var pixels = Enumerable.Range(0, small.Width * small.Height)
            .Select(i => Oklab.FromRgb(new Vector3(small.Pixels[i * 3], small.Pixels[(i * 3) + 1], small.Pixels[(i * 3) + 2]) / 255))
            .ToArray();
        var mean = pixels.Aggregate(Vector3.Zero, (sum, pixel) => sum + pixel) / pixels.Length;
        var centres = new List<Vector3> { mean };
        var distance = pixels.Select(pixel => Vector3.DistanceSquared(pixel, mean)).ToArray();
        while (centres.Count < count && distance.Max() > 1e-5f)
        {
            var farthest = pixels[Array.IndexOf(distance, distance.Max())];
            centres.Add(farthest);
            for (var i = 0; i < pixels.Length; i++)
            {
                distance[i] = Math.Min(distance[i], Vector3.DistanceSquared(pixels[i], farthest));
            }
        }

        for (var round = 0; round < 12; round++)
        {
            var (sums, counts) = (new Vector3[centres.Count], new int[centres.Count]);
            foreach (var pixel in pixels)
            {
                var nearest = Nearest(centres, pixel);
                sums[nearest] += pixel;
                counts[nearest]++;
            }

            centres = [.. centres.Select((centre, i) => counts[i] > 0 ? sums[i] / counts[i] : centre)];
        }

        return new(centres.OrderBy(centre => centre.X).Select(centre => ToColour(Oklab.ToRgb(centre))).Distinct());
    }

    /// <summary>The index of the nearest colour.</summary>
    /// <param name="rgb">sRGB in [0, 1].</param>
    public int Nearest(Vector3 rgb) => Nearest(_lab, Oklab.FromRgb(rgb));

    private static Colour ToColour(Vector3 rgb) =>
        new((byte)MathF.Round(rgb.X * 255), (byte)MathF.Round(rgb.Y * 255), (byte)MathF.Round(rgb.Z * 255));

    private static int Nearest(IReadOnlyList<Vector3> centres, Vector3 lab)
    {
        var best = 0;
        for (var i = 1; i < centres.Count; i++)
        {
            best = Vector3.DistanceSquared(centres[i], lab) < Vector3.DistanceSquared(centres[best], lab) ? i : best;
        }

        return best;
    }
}
