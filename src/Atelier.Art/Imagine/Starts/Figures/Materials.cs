using System.Collections.Frozen;
using System.Text;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts.Figures;

/// <summary>A drawing made of a material: its shades become those of the material, and a texture lies on the figure.</summary>
internal static class Materials
{
    private const double LeastContrast = 0.35; // of a figure's luma: a flat figure keeps the material's middle shade
    private const int Rows = 5; // of things that cover a drawing
    private const string Filtered = "<rect width='100%' height='100%' filter='url(#t)'/>";

    private const string Grain = "<filter id='t'><feTurbulence type='fractalNoise' baseFrequency='0.02 0.14' numOctaves='3' seed='4'/>"
        + "<feColorMatrix values='0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 4.5 -1.7'/></filter>" + Filtered;

    private const string Speckle = "<filter id='t'><feTurbulence type='fractalNoise' baseFrequency='0.25' numOctaves='2' seed='7'/>"
        + "<feColorMatrix values='0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 2.6 -0.9'/></filter>" + Filtered;

    private const string Stitches = "<pattern id='s' width='14' height='12' patternUnits='userSpaceOnUse'>"
        + "<path d='M0,0 l7,9 l7,-9' stroke='#000' stroke-width='4' fill='none'/></pattern>"
        + "<rect width='100%' height='100%' fill='url(#s)'/>";

    private const string Holes = "<pattern id='h' width='34' height='30' patternUnits='userSpaceOnUse'><circle cx='9' cy='9' r='6'/>"
        + "<circle cx='25' cy='20' r='4'/><circle cx='12' cy='25' r='2.5'/></pattern><rect width='100%' height='100%' fill='url(#h)'/>";

    private const string Stripes = "<pattern id='p' width='20' height='20' patternUnits='userSpaceOnUse' patternTransform='rotate(35)'>"
        + "<rect width='9' height='20'/></pattern><rect width='100%' height='100%' fill='url(#p)'/>";

    private static readonly FrozenDictionary<string, Material> All = new Dictionary<string, Material>
    {
        ["wooden wood driftwood"] = new(("#4a2b14", "#a46c39", "#e3b87d"), Grain),
        ["golden gold brass"] = new(("#a56a08", "#efb52c", "#fff4b8")),
        ["silver silvery metal metallic iron steel tin pewter chrome"] = new(("#2b3038", "#909ba8", "#f6fafd")),
        ["bronze copper"] = new(("#3d1f10", "#b56c3a", "#f5c9a0")),
        ["stone concrete granite"] = new(("#3f4247", "#8e9197", "#dadde0"), Speckle),
        ["marble porcelain ceramic ivory"] = new(("#8d919b", "#dfe1e5", "#ffffff")),
        ["glass crystal"] = new(("#4f9bbd", "#b4e2f2", "#f8feff")),
        ["rusty rusted"] = new(("#4a2414", "#a3562b", "#d99a63"), Speckle),
        ["leather"] = new(("#2e1709", "#7c4727", "#c48e60")),
        ["clay brick terracotta plasticine"] = new(("#5c2413", "#b95a3c", "#e8a480"), Speckle),
        ["cardboard"] = new(("#8a6a45", "#c9a474", "#efdbba")),
        ["knitted wool woolen woollen crocheted"] = new(Shades: null, Stitches),
        ["chocolate"] = new(("#2b140a", "#6b3a1e", "#a86a42")),
        ["cheese"] = new(("#c98a12", "#f7c93e", "#fff0a8"), Holes),
        ["candy sugar bubblegum"] = new(("#c2306e", "#f58ab6", "#ffe3ef"), Stripes),
        ["ice snow"] = new(("#5aa7d8", "#c3e7f7", "#ffffff")),
        ["fire flames lava"] = new(("#7a1206", "#f0561d", "#ffd95a"), Grain),
        ["water"] = new(("#1b5fa8", "#4fa9e6", "#dff3ff"), Grain),
        ["grass moss"] = new(("#24501c", "#5fa341", "#b9dd86"), Speckle),
        ["paper"] = new(("#c9c5bd", "#f1eee8", "#ffffff")),
        ["straw wicker bamboo"] = new(("#8a6420", "#d9b45a", "#f6e4a6"), Stitches),
        ["jade emerald"] = new(("#0e4a34", "#38a57c", "#c6f2df")),
        ["obsidian ebony onyx"] = new(("#08080b", "#2b2b33", "#90909f")),
        ["amber"] = new(("#7d3b06", "#e08c1f", "#ffdc92")),
        ["ruby"] = new(("#4d0613", "#c41c3c", "#ff9db0")),
        ["sapphire"] = new(("#0b2068", "#2c5acb", "#b1caff")),
        ["amethyst"] = new(("#3c1568", "#8c52c6", "#dfc7f8")),
        ["denim"] = new(("#1c3059", "#4267ac", "#adc3e8"), Stitches),
        ["sand sandstone"] = new(("#8b6b36", "#dabf86", "#f7e9c4"), Speckle),
    }.SelectMany(pair => pair.Key.Split(' ').Select(word => (word, pair.Value))).ToFrozenDictionary(pair => pair.word, pair => pair.Value);

    /// <summary>The words for all materials.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The middle shade of a material as <c>#rrggbb</c>; null of a word that names none.</summary>
    public static string? ShadeOf(string word) => All.GetValueOrDefault(word)?.Shades?.Middle;

    /// <summary>Whether two words name one material.</summary>
    public static bool AreSame(string word, string other) => All[word] == All[other];

    /// <summary>The material that a prompt names beside a thing, or another thing that it is made of; null if it names none.</summary>
    public static string? Of(PromptReading reading) => reading.Terms.Any(term => term.Kind == TermKind.Noun && term.Leads.Count > 0)
        ? reading.Descriptions.SelectMany(terms => terms.Where((term, i) => IsAfterMade(terms, i)
            || (term.Kind == TermKind.Property && All.ContainsKey(term.English)
                && !(term.English == "glass" && i > 0 && terms[i - 1].English == "stained") // which is a manner
                && !(i + 1 < terms.Count && terms[i + 1].English == "of")))) // a brick of cheese is of no brick
            .Select(term => term.English).FirstOrDefault()
        : null;

    /// <summary>Whether a material has shades of its own; others are things that cover the drawing.</summary>
    public static bool Contains(string name) => All.ContainsKey(name);

    // a noun of "made of cheese", "carved out of ice"
    private static bool IsAfterMade(IReadOnlyList<Term> terms, int i)
    {
        var from = terms.Take(i).ToList().FindLastIndex(term => PlainWords.Makings.Contains(term.English));
        return from > 0 && terms[i].Kind is TermKind.Noun or TermKind.Property && terms[i].Leads.Count > 0
            && !PlainWords.IsColour(terms[i].English)
            && terms.Skip(from + 1).Take(i - from - 1).Any(term => term.English is "of" or "from")
            && terms.Skip(from + 1).Take(i - from - 1).All(term =>
                term.Kind is TermKind.Preposition or TermKind.Empty or TermKind.Property or TermKind.Adjective);
    }

    /// <summary>A drawing [1, 3, h, w] in [0, 1] on white, covered by many of another thing.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="thing">A drawing [1, 3, s, s] of the other thing on white.</param>
    public static Tensor Cover(Tensor drawing, Tensor thing)
    {
        using var scope = NewDisposeScope();
        var figure = 1 - FigureMask.Background(drawing); // [1, 1, h, w]
        var one = Figure.Cut(thing);
        var mean = (one.Colours * one.Alpha).mean([2, 3], keepdim: true) / one.Alpha.mean().clamp_min(1e-3);
        var cover = mean.expand_as(drawing).clone();
        var (height, width) = (drawing.size(2), drawing.size(3));
        var side = (double)height / Rows;
        for (var row = 0; row <= Rows; row++)
        {
            for (var column = 0; column < Rows + (row % 2); column++)
            {
                var left = (column - (row % 2 / 2.0)) * width / Rows;
                cover = one.Over(cover, left, (row + 0.6) * side, side * 1.15, side * 1.15, shadow: false);
            }
        }

        var shade = 0.55 + (0.6 * StartVariants.LumaOf(drawing)).clamp(0, 0.5); // the drawing's dark parts stay dark
        return scope.MoveToOuter((cover * shade * figure) + (drawing * (1 - figure)));
    }

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

        var (low, middle, high) = (Quantile(0.05f), Quantile(0.5f), Quantile(0.95f)); // most of the figure takes the middle shade
        var least = LeastContrast / 2;
        var shade = where(
            luma.lt(middle), 0.5 - ((middle - luma) / (middle - low).clamp_min(least) / 2),
            0.5 + ((luma - middle) / (high - middle).clamp_min(least) / 2)).clamp(0, 1);
        return where(
            shade.lt(0.5),
            lerp(Value(shades.Dark, drawing.device), Value(shades.Middle, drawing.device), shade * 2),
            lerp(Value(shades.Middle, drawing.device), Value(shades.Light, drawing.device), (shade * 2) - 1));

        Tensor Quantile(float share) => inside.quantile(tensor(share).to(drawing.device));
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
