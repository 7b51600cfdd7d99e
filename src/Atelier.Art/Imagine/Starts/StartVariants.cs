using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts;

/// <summary>A drawing on white in other colours: its ground in each colour of the palette, its figure toned in each. What words such as
/// "on a blue background" and "a red …" ask for, tried before the loop begins.</summary>
internal static class StartVariants
{
    private const int White = 222; // what counts as ground where it touches the border
    private static readonly (string Name, byte R, byte G, byte B)[] Colours = [.. Palette.Colours.Where(colour => colour.Name != "white")];

    /// <summary>How many of the variants, the first, have the figure in the colours it was drawn in.</summary>
    public static int AsDrawn(bool grounds) => grounds ? 1 + Colours.Length : 1;

    /// <summary>Variants of a picture [1, 3, h, w] in [0, 1]: [m, 3, h, w], the picture itself first.</summary>
    /// <param name="picture">A drawing on white.</param>
    /// <param name="grounds">Whether to try grounds.</param>
    /// <param name="tones">Whether to try tones.</param>
    public static Tensor Of(Tensor picture, bool grounds, bool tones)
    {
        using var scope = NewDisposeScope();
        var mask = Ground(picture.ToPicture()).to(picture.device);                                      // [1, 1, h, w]: 1 on the ground
        Tensor[] figures = [picture, .. tones ? Colours.Select(colour => Toned(picture, Value(colour, picture.device))) : []];
        Tensor[] lights =
        [
            ones([1, 3, 1, 1], device: picture.device), .. grounds ? Colours.Select(colour => Value(colour, picture.device)) : [],
        ];
        return scope.MoveToOuter(
            cat([.. figures.SelectMany(figure => lights.Select(ground => (figure * (1 - mask)) + (ground * picture * mask)))], 0));
    }

    private static Tensor Value((string Name, byte R, byte G, byte B) colour, Device device) =>
        tensor(new float[] { colour.R / 255f, colour.G / 255f, colour.B / 255f }, [1, 3, 1, 1]).to(device);

    // dark tones towards black, middle tones the colour, light tones towards white
    private static Tensor Toned(Tensor picture, Tensor colour)
    {
        var light = (picture * tensor(new float[] { 0.299f, 0.587f, 0.114f }, [1, 3, 1, 1]).to(picture.device))
            .sum([1], keepdim: true); // [1, 1, h, w]
        var dark = colour * (light / 0.55).clamp(0, 1);
        return dark + ((1 - dark) * ((light - 0.55) / 0.45).clamp(0, 1) * 0.8);
    }

    // the nearly white part that touches the border, one pixel wider so that soft edges take the ground's colour
    private static Tensor Ground(Picture picture)
    {
        var (width, height, pixels) = (picture.Width, picture.Height, picture.Pixels);
        var mask = new float[width * height];
        var open = new Stack<int>();
        for (var i = 0; i < width * height; i++)
        {
            if (i < width || i >= width * (height - 1) || i % width == 0 || i % width == width - 1)
            {
                open.Push(i);
            }
        }

        while (open.TryPop(out var at))
        {
            if (mask[at] > 0 || Math.Min(pixels[at * 3], Math.Min(pixels[(at * 3) + 1], pixels[(at * 3) + 2])) < White)
            {
                continue;
            }

            mask[at] = 1;
            var (x, y) = (at % width, at / width);
            if (x > 0)
            {
                open.Push(at - 1);
            }

            if (x < width - 1)
            {
                open.Push(at + 1);
            }

            if (y > 0)
            {
                open.Push(at - width);
            }

            if (y < height - 1)
            {
                open.Push(at + width);
            }
        }

        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.max_pool2d(tensor(mask, [1, 1, height, width]), 3, 1, padding: 1));
    }
}
