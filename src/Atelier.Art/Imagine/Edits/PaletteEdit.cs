using Atelier.Art.Imagine.Loop;
using Atelier.Art.Paint;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Edits;

/// <summary>Every pixel takes the nearest of some colours, with a straight-through gradient.</summary>
internal sealed class PaletteEdit : IPictureEdit
{
    private const int PictureColours = 8; // dominant colours that are taken from a picture

    private readonly Tensor _colours; // [k, 3], in [0, 1]

    /// <summary>Colours on a device.</summary>
    public PaletteEdit(IReadOnlyList<Colour> colours, Device device) => _colours = tensor(
        colours.SelectMany(colour => (float[])[colour.Red / 255f, colour.Green / 255f, colour.Blue / 255f]).ToArray(),
        [colours.Count, 3],
        device: device).DetachFromDisposeScope();

    /// <summary>The colours of <c>red,#ffcc00,black</c>, or the eight dominant ones of a picture.</summary>
    /// <exception cref="OptionException">A colour is unknown, or there are fewer than two.</exception>
    /// <exception cref="ImageFormatException">The picture cannot be read.</exception>
    public static IReadOnlyList<Colour> Parse(string text)
    {
        if (File.Exists(text))
        {
            return ColourQuantizer.FromPicture(Picture.Load(text).Flatten(Colour.White), PictureColours).Colours;
        }

        Colour[] colours = [.. text.Split(',').Select(word => ParseColour(word.Trim(), text))];
        return colours.Length > 1 ? colours : throw Unknown(text);
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var rows = picture.detach().permute(0, 2, 3, 1).reshape(-1, 3);                                     // [h · w, 3]
        var nearest = cdist(rows, _colours).argmin(1);
        var chosen = _colours.index_select(0, nearest).reshape(1, picture.size(2), picture.size(3), 3).permute(0, 3, 1, 2);
        return scope.MoveToOuter(StraightThrough.ReplaceGradient(chosen, picture));
    }

    /// <summary>Disposes the colours.</summary>
    public void Dispose() => _colours.Dispose();

    private static Colour ParseColour(string word, string text) => Palette.Find(word.ToLowerInvariant()) is var (_, red, green, blue)
        ? new(red, green, blue)
        : Colour.FromHex(word) ?? throw Unknown(text);

    private static OptionException Unknown(string text) => new(
        $"{nameof(EditOptions.Palette)} '{text}' is neither a picture nor two or more colours: #rrggbb, or one of " +
        $"{string.Join(", ", Palette.Colours.Select(colour => colour.Name))}.",
        nameof(EditOptions.Palette));
}
