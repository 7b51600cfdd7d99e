using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Tone;

namespace Atelier.Art.Paint;

/// <summary>The styles of painting.</summary>
internal static class StyleCatalogue
{
    /// <summary>All styles; the first is the default.</summary>
    public static IReadOnlyList<PaintStyle> All { get; } =
    [
        new("oil", BrushMaker.Bristle),
        new("gouache", BrushMaker.Round) 
        {
            PaletteSize = 12, Relief = 0, Texture = 0, Shade = 0, FineGain = 4, ThicknessScale = 1.2f, CornerRadius = 0.45,
        },
        new("knife", BrushMaker.Knife) 
        {
            Relief = 1, Shade = 0.3f, LevelsLeftOut = 1, ThicknessScale = 1.7f, CornerRadius = 0.03,
        },
        new("watercolour", seed => seed <= 40 ? BrushMaker.Wash(seed) : BrushMaker.SoftWash(seed))
        {
            Medium = PaintMedium.Glaze,
            Wet = new(Edge: 9, Granulation: 0.9, Bleed: 0.35, Wander: 3),
            Tone = WashTone.Colours,
            LightFirst = true,
            FirstLevel = 1,
            Relief = 0,
            Texture = 0.4,
            Ground = new(251, 249, 243),
            ThicknessScale = 1.25f,
            FineGain = 1.2,
            CornerRadius = 0.4,
            Opacity = 0.7,
            Shade = 0,
            MarkOf = (level, mark) => level <= 1 ? 4 + (mark % 2) : mark % 4, // broad washes are wet
        },
        new("ink", seed => seed <= 20 ? BrushMaker.SoftWash(seed) : seed <= 40 ? BrushMaker.Pen(seed) : BrushMaker.Ink(seed))
        {
            Medium = PaintMedium.Glaze,
            Wet = new(Edge: 3, Granulation: 0.8, Bleed: 0, Wander: 0.7),
            Tone = WashTone.Shadows,
            HasPen = true,
            LightFirst = true,
            Relief = 0,
            Texture = 0.3,
            Ground = new(247, 243, 233),
            LevelsLeftOut = 1,
            CornerRadius = 0.5,
            Shade = 0,
            Colours = [new(28, 26, 33), new(186, 184, 186), new(216, 213, 208)],
            MarkOf = (_, mark) => mark % 2,
        },
        new("chalk", BrushMaker.Chalk)
        {
            Medium = PaintMedium.Dry,
            Tone = WashTone.Margin,
            Paper = true,
            Relief = 0,
            Texture = 0.3,
            Ground = new(122, 104, 88),
            FineGain = 2,
            FirstLevel = 2,
            LengthScale = 1.5f,
            LargestThickness = 0.02f,
            ColourScatter = 0.05f,
            CornerRadius = 0.2,
            Opacity = 0.7,
            Shade = 0.3f,
        },
        new("pointillist", BrushMaker.Dab)
        {
            Relief = 0.35, Texture = 0.2, Ground = new(240, 234, 220), Dabs = true, FirstLevel = 3, CornerRadius = 0.5, Saturation = 1.35f,
            LargestThickness = 0.02f, ColourScatter = 0.12f,
        },
    ];
}
