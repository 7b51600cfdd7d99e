using System.Globalization;
using System.Text;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Collects SVG elements in a frame 128 units high, and renders them.</summary>
/// <param name="width">Its width in units.</param>
/// <param name="seed">Seeds what is placed at random.</param>
internal sealed class SvgCanvas(int width, ulong seed)
{
    /// <summary>Units from top to bottom.</summary>
    public const int Height = 128;

    private readonly StringBuilder _elements = new();
    private readonly SplitMix64 _random = new(seed, 0);

    /// <summary>Units from left to right.</summary>
    public int Width => width;

    /// <summary>Adds an element.</summary>
    public void Add(string element) => _elements.Append(element);

    /// <summary>Adds a filled path.</summary>
    /// <param name="path">Its commands.</param>
    /// <param name="fill">Its colour.</param>
    public void Fill(FormattableString path, string fill) =>
        Add($"<path d='{path.ToString(CultureInfo.InvariantCulture)}' fill='{fill}'/>");

    /// <summary>Adds a drawn path.</summary>
    /// <param name="path">Its commands.</param>
    /// <param name="stroke">Its colour.</param>
    /// <param name="thickness">Its width in units.</param>
    public void Stroke(FormattableString path, string stroke, double thickness) => Add(string.Create(
        CultureInfo.InvariantCulture,
        $"<path d='{path.ToString(CultureInfo.InvariantCulture)}' stroke='{stroke}' stroke-width='{thickness}' fill='none'/>"));

    /// <summary>Adds a disc.</summary>
    public void Disc(double x, double y, double radius, string fill) => Add(string.Create(
        CultureInfo.InvariantCulture, $"<circle cx='{x:0.##}' cy='{y:0.##}' r='{radius:0.##}' fill='{fill}'/>"));

    /// <summary>Adds a rectangle.</summary>
    public void Box(double left, double top, double w, double h, string fill) => Add(string.Create(
        CultureInfo.InvariantCulture, $"<rect x='{left:0.##}' y='{top:0.##}' width='{w:0.##}' height='{h:0.##}' fill='{fill}'/>"));

    /// <summary>A uniform random number.</summary>
    public double Between(double low, double high) => low + ((high - low) * _random.Next());

    /// <summary>A random place from left to right.</summary>
    public double Anywhere() => Between(0, width);

    /// <summary>One of these colours.</summary>
    public string Pick(params string[] colours) => _random.Pick<string>(colours);

    /// <summary>True with this probability.</summary>
    public bool Bernoulli(float probability) => _random.Bernoulli(probability);

    /// <summary>The picture [1, 3, h, w] in [0, 1].</summary>
    public Tensor Render(long h, long w)
    {
        var svg = $"<svg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}' viewBox='0 0 {width} {Height}' "
            + $"preserveAspectRatio='none'>{_elements}</svg>";
        return Picture.Decode(Encoding.UTF8.GetBytes(svg), "a backdrop").ToTensor();
    }
}
