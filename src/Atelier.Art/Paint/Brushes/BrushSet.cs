using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Brushes;

/// <summary>The marks that a style paints with, each as a mipmap pyramid for small strokes.</summary>
public sealed class BrushSet
{
    private readonly Brush[][] _marks;

    /// <summary>A set of these marks.</summary>
    public BrushSet(IEnumerable<Brush> marks) => _marks = [.. marks.Select(Pyramid)];

    /// <summary>Loads the pictures in a folder as brushes: bright paint on black or on transparency. "vertical" or "upright" in a file name
    /// says that the stroke runs along the columns.</summary>
    /// <exception cref="ImageFormatException">There is no such folder, or no picture in it.</exception>
    public static BrushSet Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ImageFormatException($"There is no brush folder '{folder}'.");
        }

        var files = MediaFolder.List(folder, MediaUse.Picture).Take(64).ToList();
        return files.Count > 0 ? new(files.Select(Read)) : throw new ImageFormatException($"The brush folder '{folder}' holds no picture.");
    }

    /// <summary>The level of a mark whose pixels are about as large as the canvas's.</summary>
    /// <param name="mark">Index of the mark, modulo their number.</param>
    /// <param name="length">Length of the stroke in pixels of the canvas.</param>
    /// <param name="thickness">Thickness of the stroke in pixels of the canvas.</param>
    public Brush Pick(int mark, double length, double thickness)
    {
        var sizes = _marks[(int)((uint)mark % (uint)_marks.Length)];
        var ratio = Math.Sqrt(sizes[0].Width / Math.Max(length, 1) * (sizes[0].Height / Math.Max(thickness, 1)));
        return sizes[Math.Clamp((int)Math.Round(Math.Log2(Math.Max(ratio, 1))), 0, sizes.Length - 1)];
    }

    /// <summary>The mean coverage of all marks at low resolution, [1, 1, 24, 48], for the differentiable renderer.</summary>
    public Tensor MeanCover()
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            _marks.Select(
                sizes => F.interpolate(
                    sizes[0].ToTensor(), [24, 48], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true) / _marks.Length)
                .Aggregate((sum, mark) => sum + mark));
    }

    private static Brush Read(string file)
    {
        var picture = Picture.Load(file);
        var name = Path.GetFileNameWithoutExtension(file);
        var scale = Math.Min(1, 512.0 / Math.Max(picture.Width, picture.Height));
        var small = picture.Resize(Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)));
        return Brush.FromPicture(
            small,
            name.Contains("vertical", StringComparison.OrdinalIgnoreCase) || name.Contains("upright", StringComparison.OrdinalIgnoreCase));
    }

    private static Brush[] Pyramid(Brush full)
    {
        var sizes = new List<Brush>();
        for (Brush? size = full; size is not null; size = size.HalfSize())
        {
            sizes.Add(size);
        }

        return [.. sizes];
    }
}
