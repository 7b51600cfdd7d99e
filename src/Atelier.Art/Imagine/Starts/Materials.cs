using System.Collections.Frozen;
using System.Text;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts;

/// <summary>A drawing made of a material: its shades become those of the material, and a texture lies on the figure.</summary>
internal static class Materials
{
    private const double LeastContrast = 0.35; // of a figure's luma: a flat figure keeps the material's middle shade
    private const string Filtered = "<rect width='100%' height='100%' filter='url(#t)'/>";

    private const string Grain = "<filter id='t'><feTurbulence type='fractalNoise' baseFrequency='0.02 0.14' numOctaves='3' seed='4'/>"
        + "<feColorMatrix values='0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 4.5 -1.7'/></filter>" + Filtered;

    private const string Speckle = "<filter id='t'><feTurbulence type='fractalNoise' baseFrequency='0.25' numOctaves='2' seed='7'/>"
        + "<feColorMatrix values='0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 2.6 -0.9'/></filter>" + Filtered;

    private const string Stitches = "<pattern id='s' width='14' height='12' patternUnits='userSpaceOnUse'>"
        + "<path d='M0,0 l7,9 l7,-9' stroke='#000' stroke-width='4' fill='none'/></pattern>"
        + "<rect width='100%' height='100%' fill='url(#s)'/>";

    private static readonly FrozenDictionary<string, Material> All = new Dictionary<string, Material>
    {
        ["wooden wood"] = new(("#4a2b14", "#a46c39", "#e3b87d"), Grain),
        ["golden gold brass"] = new(("#a56a08", "#efb52c", "#fff4b8")),
        ["silver silvery metal metallic iron steel"] = new(("#2b3038", "#909ba8", "#f6fafd")),
        ["bronze copper"] = new(("#3d1f10", "#b56c3a", "#f5c9a0")),
        ["stone concrete"] = new(("#3f4247", "#8e9197", "#dadde0"), Speckle),
        ["marble porcelain ceramic ivory"] = new(("#8d919b", "#dfe1e5", "#ffffff")),
        ["glass crystal"] = new(("#4f9bbd", "#b4e2f2", "#f8feff")),
        ["leather"] = new(("#2e1709", "#7c4727", "#c48e60")),
        ["clay brick"] = new(("#5c2413", "#b95a3c", "#e8a480"), Speckle),
        ["cardboard"] = new(("#8a6a45", "#c9a474", "#efdbba")),
        ["knitted wool woolen woollen"] = new(Shades: null, Stitches),
        ["jade"] = new(("#0e4a34", "#38a57c", "#c6f2df")),
    }.SelectMany(pair => pair.Key.Split(' ').Select(word => (word, pair.Value))).ToFrozenDictionary(pair => pair.word, pair => pair.Value);

    /// <summary>The words for all materials.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether two words name one material.</summary>
    public static bool AreSame(string word, string other) => All[word] == All[other];

    /// <summary>The material that a prompt names beside a thing; null if it names none.</summary>
    public static string? Of(PromptReading reading) => reading.Terms.Any(term => term.Kind == TermKind.Noun && term.Leads.Count > 0)
        ? reading.Descriptions.SelectMany(terms => terms.Where((term, i) => term.Kind == TermKind.Property && All.ContainsKey(term.English)
            && !(i + 1 < terms.Count && terms[i + 1].English == "of"))) // a glass of milk is of no glass
            .Select(term => term.English).FirstOrDefault()
        : null;

    /// <summary>A drawing [1, 3, h, w] in [0, 1] on white, made of a material.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="name">What <see cref="Of(PromptReading)"/> found.</param>
    public static Tensor Apply(Tensor drawing, string name)
    {
        using var scope = NewDisposeScope();
        var material = All[name];
        var figure = 1 - FigureMask.Background(drawing); // [1, 1, h, w]
        var made = material.Shades is { } shades ? Shaded(drawing, figure, shades) : drawing;
        if (material.Texture is { } texture)
        {
            made = made * (1 - (0.35 * Covering(texture, drawing)));
        }

        return scope.MoveToOuter((made * figure) + (drawing * (1 - figure)));
    }

    // a drawing whose figure has other shades
    private static Tensor Shaded(Tensor drawing, Tensor figure, (string Dark, string Middle, string Light) shades)
    {
        var luma = StartVariants.LumaOf(drawing);
        var inside = luma.masked_select(figure.gt(0));
        if (inside.numel() == 0)
        {
            return drawing;
        }

        var (low, high) = (inside.quantile(tensor(0.05f).to(drawing.device)), inside.quantile(tensor(0.95f).to(drawing.device)));
        var middle = (low + high) / 2;
        var shade = (((luma - middle) / (high - low).clamp_min(LeastContrast)) + 0.5).clamp(0, 1);
        return where(
            shade.lt(0.5),
            lerp(Value(shades.Dark, drawing.device), Value(shades.Middle, drawing.device), shade * 2),
            lerp(Value(shades.Middle, drawing.device), Value(shades.Light, drawing.device), (shade * 2) - 1));
    }

    // how dark a texture is, [1, 1, h, w]
    private static Tensor Covering(string texture, Tensor drawing)
    {
        var svg = $"<svg xmlns='http://www.w3.org/2000/svg' width='{drawing.size(3)}' height='{drawing.size(2)}'>"
            + $"<rect width='100%' height='100%' fill='#fff'/>{texture}</svg>";
        return 1 - Picture.Decode(Encoding.UTF8.GetBytes(svg), "a texture").ToTensor().to(drawing.device).mean([1], keepdim: true);
    }

    private static Tensor Value(string colour, Device device)
    {
        var (red, green, blue) = Colour.FromHex(colour)!.Value;
        return tensor(new[] { red / 255f, green / 255f, blue / 255f }, [1, 3, 1, 1]).to(device);
    }

    // shades as #rrggbb, null for those of the drawing, and SVG elements that draw its texture in black
    private sealed record Material((string Dark, string Middle, string Light)? Shades, string? Texture = null);
}
