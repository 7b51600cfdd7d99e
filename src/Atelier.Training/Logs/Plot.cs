using System.Globalization;
using System.Net;

namespace Atelier.Training.Logs;

/// <summary>A figure over the steps.</summary>
/// <param name="Name">What the log calls it.</param>
/// <param name="Points">Step and value.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double Step, double Value)> Points);

/// <summary>Curves as drawings for a page.</summary>
internal static class Plot
{
    private const int Width = 320, Height = 150, Left = 44, Right = 6, Top = 8, Bottom = 18;
    private const int Most = 240; // points drawn; more are averaged

    /// <summary>A curve as an SVG with its name and last value below.</summary>
    public static string Draw(Curve curve)
    {
        var points = Thinned(curve.Points);
        var (first, last) = (points[0].Step, points[^1].Step);
        var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
        var (across, up) = (Math.Max(last - first, 1e-9), Math.Max(high - low, 1e-9));
        string X(double step) => Places(Left + ((step - first) / across * (Width - Left - Right)));
        string Y(double value) => Places(Height - Bottom - ((value - low) / up * (Height - Top - Bottom)));
        var line = string.Join(' ', points.Select(point => $"{X(point.Step)},{Y(point.Value)}"));
        var drawn = points.Count == 1 ? $"<circle cx=\"{X(first)}\" cy=\"{Y(low)}\" r=\"2.5\" class=\"curve\"/>" : $"<polyline class=\"curve\" points=\"{line}\"/>";
        var (floor, ceiling) = (Places(Height - Bottom), Places(Top));
        return $"""
            <figure><svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Text(curve.Name)}"><path class="axis" fill="none" d="M{Left} {ceiling}V{floor}H{Width - Right}"/>
            <text x="{Left - 4}" y="{Top + 6}" text-anchor="end">{Short(high)}</text><text x="{Left - 4}" y="{floor}" text-anchor="end">{Short(low)}</text>
            <text x="{Left}" y="{Height - 5}">{Short(first)}</text><text x="{Width - Right}" y="{Height - 5}" text-anchor="end">{Short(last)}</text>{drawn}</svg>
            <figcaption>{Text(curve.Name.Replace('_', ' '))} <b>{Short(curve.Points[^1].Value)}</b></figcaption></figure>

            """;
    }

    /// <summary>A number in a few figures.</summary>
    public static string Short(double value) => value.ToString(Math.Abs(value) >= 1e5 ? "0.##e0" : "G4", CultureInfo.InvariantCulture);

    private static List<(double Step, double Value)> Thinned(IReadOnlyList<(double Step, double Value)> points)
    {
        var each = (points.Count + Most - 1) / Most;
        return [.. points.Chunk(each).Select(chunk => (chunk[^1].Step, chunk.Average(point => point.Value)))];
    }

    private static string Places(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
