using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint;

/// <summary>A painting style: brushes, ground and the geometry of strokes.</summary>
/// <param name="Name">The style's name.</param>
/// <param name="Mark">Draws a brush mark from a seed.</param>
public sealed record PaintStyle(string Name, Func<uint, Brush> Mark)
{
    /// <summary>The number of its marks.</summary>
    public const int MarkCount = 6;

    /// <summary>How strongly the paint's thickness modulates its brightness.</summary>
    public float Shade { get; init; } = 0.16f;

    /// <summary>Default strength of the light on the paint's thickness, 0 to 1.</summary>
    public double Relief { get; init; } = 0.5;

    /// <summary>Default strength of the canvas or paper texture, 0 to 1.</summary>
    public double Texture { get; init; } = 0.25;

    /// <summary>The bare ground; null for a tone between linen and the picture's mean colour.</summary>
    public Colour? Ground { get; init; }

    /// <summary>Factor on the thickness that the network proposes.</summary>
    public float ThicknessScale { get; init; } = 1;

    /// <summary>Whether strokes are dabs, as long as they are thick.</summary>
    public bool Dabs { get; init; }

    /// <summary>The coarsest level that is painted.</summary>
    public int FirstLevel { get; init; }

    /// <summary>Whether the texture is paper instead of woven canvas.</summary>
    public bool Paper { get; init; }

    /// <summary>The only colours of the style; null for any.</summary>
    public IReadOnlyList<Colour>? Colours { get; init; }

    /// <summary>Factor on the saturation of the picture's colours.</summary>
    public float Saturation { get; init; } = 1;

    /// <summary>Corner radius of strokes in vector drawings, as a fraction of the thickness.</summary>
    public double CornerRadius { get; init; } = 0.15;

    /// <summary>Opacity of strokes in vector drawings.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>How strokes are laid over what is there.</summary>
    public PaintMedium Medium { get; init; }

    /// <summary>How its washes dry; null where there is no water.</summary>
    public WetFinish? Wet { get; init; }

    /// <summary>Whether light colours are painted before dark ones; otherwise dark ones first.</summary>
    public bool LightFirst { get; init; }

    /// <summary>Levels that are left out at the fine end.</summary>
    public int LevelsLeftOut { get; init; }

    /// <summary>Whether a pen draws the picture before it is painted.</summary>
    public bool HasPen { get; init; }

    /// <summary>Factor on the least gain of a stroke at the finest level that is painted: above 1 for fewer small strokes.</summary>
    public double FineGain { get; init; } = 1;

    /// <summary>The largest thickness of a stroke, in units of the longer side.</summary>
    public float LargestThickness { get; init; } = float.MaxValue;

    /// <summary>The usual number of colours, which are chosen from the picture; 0 for no limit.</summary>
    public int PaletteSize { get; init; }

    /// <summary>How far colours of strokes scatter about the best one, for the eye to mix; 0 for not at all.</summary>
    public float ColourScatter { get; init; }

    /// <summary>Factor on the length that the network proposes.</summary>
    public float LengthScale { get; init; } = 1;

    /// <summary>The picture (RGB) as painters of this style see it, given the ground; null for as it is.</summary>
    internal Func<Picture, Colour, Picture>? Tone { get; init; }

    /// <summary>The mark for a stroke of a level, given a random one; null for the random one.</summary>
    internal Func<int, int, int>? MarkOf { get; init; }

    /// <summary>All styles, by name.</summary>
    public static IReadOnlyList<PaintStyle> All => StyleCatalogue.All;

    /// <summary>The style of this name.</summary>
    /// <exception cref="OptionException">There is none.</exception>
    public static PaintStyle FromName(string name) =>
        All.FirstOrDefault(style => style.Name.Equals(name == "watercolor" ? "watercolour" : name, StringComparison.OrdinalIgnoreCase))
            ?? throw new OptionException($"There is no style '{name}'; there are {string.Join(", ", All.Select(style => style.Name))}.");

    /// <summary>Draws one of its marks.</summary>
    /// <param name="index">From 0.</param>
    public Brush MarkAt(int index) => Mark((uint)((index * 10) + 10));

    /// <summary>Draws its brushes.</summary>
    public BrushSet Brushes() => new(Enumerable.Range(0, MarkCount).Select(MarkAt));

    /// <summary>Its appearance.</summary>
    /// <param name="relief">Strength of the light, 0 to 1; null for the style's.</param>
    /// <param name="texture">Strength of the texture, 0 to 1; null for the style's.</param>
    public Finish Finish(double? relief = null, double? texture = null) => new(relief ?? Relief, texture ?? Texture, Paper) { Wet = Wet };

    /// <summary>A stroke with the proportions of this style.</summary>
    internal Stroke Adapt(Stroke stroke)
    {
        if (Dabs)
        {
            var side = MathF.Sqrt(stroke.Length * stroke.Thickness) * 0.65f;
            side = Math.Min(side, LargestThickness);
            return stroke with { Length = side, Thickness = side, Angle = 0 };
        }

        return stroke with
        {
            Length = stroke.Length * LengthScale,
            Thickness = Math.Min(
                Math.Min(stroke.Thickness * ThicknessScale, stroke.Length * Math.Max(1, ThicknessScale)), LargestThickness),
            Mark = MarkOf?.Invoke(stroke.Level, stroke.Mark) ?? stroke.Mark,
        };
    }
}
