using System.Globalization;
using System.Net;

namespace Atelier.Training.Logs;

/// <summary>A metric over the steps.</summary>
/// <param name="Name">Its name in the log.</param>
/// <param name="Points">Steps and values, at least one.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double Step, double Value)> Points)
{
    /// <summary>Its unit; empty for a plain number.</summary>
    public string Unit => UnitOf(Name);

    /// <summary>The unit of a metric by its name; empty for a plain number.</summary>
    public static string UnitOf(string name) =>
        name.Contains("psnr", StringComparison.Ordinal) ? "dB"
        : name.EndsWith("per_second", StringComparison.Ordinal) ? "per second"
        : name.Contains("bits", StringComparison.Ordinal) ? "bits"
        : name.EndsWith("codes_used", StringComparison.Ordinal) || name.EndsWith("perplexity", StringComparison.Ordinal) ? "codes"
        : "";

    /// <summary>Smoothed by an exponential average, as in TensorBoard.</summary>
    public Curve Smoothed()
    {
        const double Decay = 0.6;
        var (sum, weight) = (0.0, 0.0);
        return this with
        {
            Points = [.. Points.Select(point =>
            {
                (sum, weight) = ((Decay * sum) + ((1 - Decay) * point.Value), (Decay * weight) + 1 - Decay);
                return (point.Step, sum / weight);
            })],
        };
    }

    /// <summary>Downsampled to a number of points by averaging neighbours.</summary>
    public Curve Downsampled(int maxPoints) => this with
    {
        Points = [.. Points.Chunk((Points.Count + maxPoints - 1) / maxPoints)
            .Select(chunk => (chunk[^1].Step, chunk.Average(point => point.Value)))],
    };
}

/// <summary>Draws curves as SVG, in the colours and font of the page.</summary>
internal static class Plot
{
    private const int Width = 320, Height = 150, Right = 6, Top = 18, Bottom = 18;
    private const int MaxPoints = 240;
    private const int MinSmoothed = 20; // points
    private const double MaxDigitWidth = 6.5; // of the labels

    /// <summary>Draws a curve with its name and last value as the caption.</summary>
    public static string Draw(Curve curve)
    {
        var downsampled = curve.Downsampled(MaxPoints);
        var points = downsampled.Points;
        var (first, last) = (points[0].Step, points[^1].Step);
        var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
        var left = Math.Ceiling(6 + (MaxDigitWidth * Math.Max(Short(low).Length, Short(high).Length)));
        var (across, up) = (Math.Max(last - first, 1e-9), Math.Max(high - low, 1e-9));
        string X(double step) => Places(left + ((step - first) / across * (Width - left - Right)));
        string Y(double value) => Places(Height - Bottom - ((value - low) / up * (Height - Top - Bottom)));
        string Line(string kind, Curve line) =>
            $"<polyline class=\"{kind}\" points=\"{string.Join(' ', line.Points.Select(point => $"{X(point.Step)},{Y(point.Value)}"))}\"/>";
        var lines = points.Count == 1 ? $"<circle cx=\"{X(first)}\" cy=\"{Y(low)}\" r=\"2.5\" class=\"curve\"/>"
            : points.Count < MinSmoothed ? Line("curve", downsampled)
            : Line("curve rough", downsampled) + Line("curve", downsampled.Smoothed());
        return $"""
            <figure><svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Text(curve.Name)}">
            <path class="axis" fill="none" d="M{left} {Top}V{Height - Bottom}H{Width - Right}"/>
            {Label(left - 4, Top + 8, "end", Short(high))}{Label(left - 4, Height - Bottom, "end", Short(low))}
            {Label(left, Top - 7, "start", curve.Unit)}{Label((left + Width - Right) / 2, Height - 5, "middle", "steps")}
            {Label(left, Height - 5, "start", Short(first))}{Label(Width - Right, Height - 5, "end", Short(last))}{lines}</svg>
            <figcaption>{Text(curve.Name.Replace('_', ' '))} <b>{WithUnit(curve.Name, curve.Points[^1].Value)}</b></figcaption></figure>

            """;
    }

    /// <summary>Formats a metric with few digits and its unit.</summary>
    public static string WithUnit(string name, double value) => $"{Short(value)} {Curve.UnitOf(name)}".TrimEnd();

    private static string Short(double value) =>
        value.ToString(Math.Abs(value) is >= 1e5 or (< 1e-3 and > 0) ? "0.##e0" : "G4", CultureInfo.InvariantCulture);

    private static string Label(double x, double y, string anchor, string text) => text.Length == 0 ? ""
        : $"<text x=\"{Places(x)}\" y=\"{Places(y)}\" text-anchor=\"{anchor}\">{Text(text)}</text>";

    private static string Places(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
