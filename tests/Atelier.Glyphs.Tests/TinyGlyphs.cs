using System.Text.Json;

namespace Atelier.Glyphs.Tests;

/// <summary>A glyph data set of plain shapes, written like the real one: squares in one colour, or in two side by side.</summary>
internal sealed class TinyGlyphs : IDisposable
{
    public static readonly Glyph Icon = new(0, "icons", "black and white icon", "apple", ["fruit", "red fruit", "lol"], 4);
    public static readonly Glyph NamedIcon = new(1, "icons", "black and white icon", "brown mushroom", ["fungus"], 4);
    public static readonly Glyph Blue = new(2, "paints", "flat", "ocean", ["sea"], 5);
    public static readonly Glyph Orange = new(3, "paints", "flat", "tangerine", ["fruit"], 4);
    public static readonly Glyph Arrow = new(4, "paints", "flat", "left arrow", ["west"], 8);

    private static readonly byte[] Black = [0, 0, 0], BlueInk = [0, 0, 255], OrangeInk = [255, 128, 0], GreenInk = [0, 200, 0];
    public TinyGlyphs()
    {
        Glyph[] glyphs = [Icon, NamedIcon, Blue, Orange, Arrow];
        File.WriteAllLines(
            Path.Combine(Folder, "index.jsonl"), glyphs.Select(glyph => JsonSerializer.Serialize(glyph, JsonSerializerOptions.Web)));
        using (var pictures = File.Create(Path.Combine(Folder, "pictures.rgba")))
        {
            foreach (var (left, right) in new (byte[], byte[])[]
            {
                (Black, Black), (Black, Black), (BlueInk, BlueInk), (OrangeInk, OrangeInk), (GreenInk, BlueInk),
            })
            {
                for (var i = 0; i < GlyphSet.DefaultSide * GlyphSet.DefaultSide; i++)
                {
                    var (x, y) = (i % GlyphSet.DefaultSide, i / GlyphSet.DefaultSide);
                    var inside = Math.Max(Math.Abs(x - 64), Math.Abs(y - 64)) < 40;
                    pictures.Write([.. x < GlyphSet.DefaultSide / 2 ? left : right, (byte)(inside ? 255 : 0)]);
                }
            }
        }

        Set = GlyphSet.Open(Folder);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-glyphs-").FullName;

    public GlyphSet Set { get; }

    /// <summary>A split that holds a concept out, and not all.</summary>
    public int Split => Enumerable.Range(0, 1000).First(seed => new GlyphSplit(seed).HeldOut(Set).Length is > 0 and < 3);

    public Glyph[] Only(params Glyph[] wanted) => [.. wanted.Select(glyph => Set.Glyphs[glyph.Row])];

    public void Dispose()
    {
        Set.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
