using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Imaging;

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

    /// <summary>All styles, by name.</summary>
    public static IReadOnlyList<PaintStyle> All { get; } =
    [
        new("oil", BrushMaker.Bristle),
        new("gouache", BrushMaker.Round) { Relief = 0.15, Texture = 0.12, CornerRadius = 0.45 },
        new("knife", BrushMaker.Knife) { Relief = 0.8, ThicknessScale = 1.1f, CornerRadius = 0.03 },
        new("watercolour", BrushMaker.Wash)
        {
            Paper = true,
            Relief = 0,
            Texture = 0.4,
            Ground = new(250, 248, 242),
            ThicknessScale = 1.25f,
            CornerRadius = 0.4,
            Opacity = 0.6,
            Shade = 0.06f,
        },
        new("ink", BrushMaker.Ink)
        {
            Paper = true,
            Relief = 0,
            Texture = 0.3,
            Ground = new(244, 238, 224),
            ThicknessScale = 0.7f,
            CornerRadius = 0.5,
            Shade = 0,
            Colours = [new(22, 20, 24), new(72, 70, 74), new(128, 126, 126), new(184, 180, 172), new(244, 238, 224)],
        },
        new("chalk", BrushMaker.Chalk)
        {
            Paper = true, Relief = 0, Texture = 0.45, Ground = new(44, 46, 50), CornerRadius = 0.2, Opacity = 0.7, Shade = 0.1f,
        },
        new("pointillist", BrushMaker.Dab)
        {
            Relief = 0.35, Texture = 0.2, Ground = new(240, 234, 220), Dabs = true, FirstLevel = 3, CornerRadius = 0.5, Saturation = 1.35f,
        },
    ];

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

    /// <summary>A stroke with the proportions of this style.</summary>
    internal Stroke Adapt(Stroke stroke)
    {
        if (Dabs)
        {
            var side = MathF.Sqrt(stroke.Length * stroke.Thickness) * 0.65f;
            return stroke with { Length = side, Thickness = side, Angle = 0 };
        }

        return stroke with { Thickness = Math.Min(stroke.Thickness * ThicknessScale, stroke.Length * Math.Max(1, ThicknessScale)) };
    }
}
