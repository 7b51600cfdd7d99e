using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Imaging;

namespace Atelier.Art.Paint;

/// <summary>A way of painting: its brushes, its ground, how its strokes lie.</summary>
public sealed record PaintStyle(string Name, Func<uint, Brush> Mark)
{
    private const int Marks = 6;

    /// <summary>How strongly the paint's thickness shows in its colour.</summary>
    public float Shade { get; init; } = 0.16f;

    /// <summary>How strongly light from the upper left shows the paint's thickness, unless the person says.</summary>
    public double Relief { get; init; } = 0.5;

    /// <summary>How strongly the weave or paper shows, unless the person says.</summary>
    public double Texture { get; init; } = 0.25;

    /// <summary>The bare ground; null for a tone between linen and the picture's mean colour.</summary>
    public Colour? Ground { get; init; }

    /// <summary>Strokes are this much thicker (or thinner) than the painter asks for.</summary>
    public float Fatness { get; init; } = 1;

    /// <summary>Strokes are dabs: as long as thick.</summary>
    public bool Dabs { get; init; }

    /// <summary>The coarsest level it paints.</summary>
    public int FirstLevel { get; init; }

    /// <summary>Paper instead of woven canvas.</summary>
    public bool Paper { get; init; }

    /// <summary>The only colours there are; null for all.</summary>
    public IReadOnlyList<Colour>? Colours { get; init; }

    /// <summary>How much purer colours are than the picture's.</summary>
    public float Purity { get; init; } = 1;

    /// <summary>How round the corners of its strokes are in vector pictures, as a share of the thickness.</summary>
    public double Corner { get; init; } = 0.15;

    /// <summary>How much paint covers, in vector pictures.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>All styles, by name.</summary>
    public static IReadOnlyList<PaintStyle> All { get; } =
    [
        new("oil", BrushMaker.Bristle),
        new("gouache", BrushMaker.Round) { Relief = 0.15, Texture = 0.12, Corner = 0.45 },
        new("knife", BrushMaker.Knife) { Relief = 0.8, Fatness = 1.1f, Corner = 0.03 },
        new("watercolour", BrushMaker.Wash)
        {
            Paper = true,
            Relief = 0,
            Texture = 0.4,
            Ground = new(250, 248, 242),
            Fatness = 1.25f,
            Corner = 0.4,
            Opacity = 0.6,
            Shade = 0.06f,
        },
        new("ink", BrushMaker.Ink)
        {
            Paper = true,
            Relief = 0,
            Texture = 0.3,
            Ground = new(244, 238, 224),
            Fatness = 0.7f,
            Corner = 0.5,
            Shade = 0,
            Colours = [new(22, 20, 24), new(72, 70, 74), new(128, 126, 126), new(184, 180, 172), new(244, 238, 224)],
        },
        new("chalk", BrushMaker.Chalk)
        {
            Paper = true, Relief = 0, Texture = 0.45, Ground = new(44, 46, 50), Corner = 0.2, Opacity = 0.7, Shade = 0.1f,
        },
        new("pointillist", BrushMaker.Dab)
        {
            Relief = 0.35, Texture = 0.2, Ground = new(240, 234, 220), Dabs = true, FirstLevel = 3, Corner = 0.5, Purity = 1.35f,
        },
    ];

    /// <summary>The style of this name.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static PaintStyle Named(string name) =>
        All.FirstOrDefault(style => style.Name.Equals(name == "watercolor" ? "watercolour" : name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserException($"There is no style '{name}'; there are {string.Join(", ", All.Select(style => style.Name))}.");

    /// <summary>Its brushes, freshly drawn.</summary>
    public BrushSet Brushes() => new(Enumerable.Range(0, Marks).Select(i => Mark((uint)((i * 10) + 10))));

    /// <summary>A stroke as this style lays it.</summary>
    internal Stroke Lay(Stroke stroke)
    {
        if (Dabs)
        {
            var side = MathF.Sqrt(stroke.Length * stroke.Thickness) * 0.65f;
            return stroke with { Length = side, Thickness = side, Angle = 0 };
        }

        return stroke with { Thickness = Math.Min(stroke.Thickness * Fatness, stroke.Length * Math.Max(1, Fatness)) };
    }
}
