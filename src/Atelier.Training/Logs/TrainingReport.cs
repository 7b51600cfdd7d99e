using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Training.Logs;

/// <summary>Renders a run's folder as one self-contained page, <c>report.html</c>, with a plot of every metric, sample sheets, the final
/// metrics and the recipe.</summary>
internal static class TrainingReport
{
    private const int MaxSheets = 6;
    private const string Style = """
        :root{--ground:#fff;--ink:#1c2430;--soft:#667085;--line:#e3e7ee;--mark:#2f6fde}
        @media(prefers-color-scheme:dark){:root{--ground:#14181f;--ink:#e6e9ef;--soft:#98a2b3;--line:#2b3340;--mark:#7aa7ff}}
        body{font:15px/1.5 system-ui,sans-serif;background:var(--ground);color:var(--ink);max-width:1100px;margin:2em auto;padding:0 1.2em}
        h1{margin:0}h2{margin:1.6em 0 .5em;font-size:1.1em}p.soft{color:var(--soft);margin:.2em 0}
        .plots,.sheets{display:grid;grid-template-columns:repeat(auto-fill,minmax(310px,1fr));gap:1.1em}
        figure{margin:0}figcaption{font-size:.9em;color:var(--soft)}figcaption b{color:var(--ink)}
        svg{width:100%;height:auto;display:block}svg text{fill:var(--soft);font-size:10px}
        .axis{stroke:var(--line)}.curve{fill:none;stroke:var(--mark);stroke-width:1.5;stroke-linejoin:round}
        .rough{opacity:.35;stroke-width:1}
        .sheets img{width:100%;image-rendering:pixelated}.sheets label{cursor:zoom-in}.sheets input{position:absolute;opacity:0}
        .sheets input:focus-visible+span{display:block;outline:2px solid var(--mark)}
        .sheets input:checked+span{position:fixed;inset:0;z-index:1;overflow:auto;background:var(--ground);cursor:zoom-out}
        .sheets input:checked+span img{width:auto;min-width:80vmin;max-width:none;display:block;margin:auto}
        table{border-collapse:collapse}td,th{padding:.15em .9em .15em 0;text-align:left}td{font-variant-numeric:tabular-nums}
        pre{overflow-x:auto;border:1px solid var(--line);padding:.8em;white-space:pre-wrap}
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps planned.</param>
    public static void Write(string folder, long step, long steps)
    {
        var page = new StringBuilder();
        var name = Text(Path.GetFileName(Path.GetFullPath(folder)));
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{name}</title>
            <style>{Style}</style>
            <h1>{name}</h1><p class="soft">{step} of {steps} steps</p>

            """);
        var curves = Curves(Path.Combine(folder, "log.csv"));
        Section(
            "On held-out pictures",
            "plots",
            curves.Where(curve => curve.Name.StartsWith("test_", StringComparison.Ordinal)).Select(Plot.Draw));
        Section(
            "While training", "plots", curves.Where(curve => !curve.Name.StartsWith("test_", StringComparison.Ordinal)).Select(Plot.Draw));
        Section("Samples", "sheets", SheetsToShow(Path.Combine(folder, "samples")).Select(Sheet));
        Figures(page, Path.Combine(folder, "figures.json"));
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h2>Recipe</h2><pre>{Text(File.ReadAllText(Path.Combine(folder, "recipe.yaml")))}</pre>\n</html>\n");
        AtomicFile.Write(Path.Combine(folder, "report.html"), Encoding.UTF8.GetBytes(page.ToString()));

        void Section(string title, string cssClass, IEnumerable<string> parts)
        {
            var all = string.Concat(parts);
            page.Append(all.Length == 0 ? "" : $"<h2>{title}</h2><div class=\"{cssClass}\">{all}</div>\n");
        }
    }

    // all columns of the log that contain numbers
    private static List<Curve> Curves(string log)
    {
        if (!File.Exists(log))
        {
            return [];
        }

        var rows = File.ReadAllLines(log).Select(line => line.Split(',')).ToArray();
        return [.. rows[0].Skip(1).Select((name, i) => new Curve(name, [.. rows.Skip(1)
            .Where(row => row.Length > i + 1 && row[i + 1].Length > 0)
            .Select(row => (Parse(row[0]), Parse(row[i + 1]))).Where(point => double.IsFinite(point.Item2))]))
            .Where(curve => curve.Points.Count > 0)];
    }

    private static double Parse(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    // the first sheet, the last one and some in between, the newest first
    private static IEnumerable<string> SheetsToShow(string folder)
    {
        string[] all = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal)] : [];
        return Enumerable.Range(0, Math.Min(MaxSheets, all.Length))
            .Select(i => all[all.Length <= MaxSheets ? i : i * (all.Length - 1) / (MaxSheets - 1)]).Reverse();
    }

    // the checkbox toggles full size without a script
    private static string Sheet(string path)
    {
        var picture = $"""<img alt="samples" src="data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(path))}">""";
        return $"""
            <figure><label title="full size"><input type="checkbox"><span>{picture}</span></label>
            <figcaption>step <b>{Path.GetFileNameWithoutExtension(path).TrimStart('0')}</b></figcaption></figure>

            """;
    }

    private static void Figures(StringBuilder page, string path)
    {
        if (File.Exists(path) && JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllBytes(path)) is { Count: > 0 } figures)
        {
            var rows = figures.Select(pair => $"<tr><th>{Text(pair.Key)}</th><td>{Plot.WithUnit(pair.Key, pair.Value)}</td></tr>");
            page.Append(CultureInfo.InvariantCulture, $"<h2>In the end</h2><table>{string.Concat(rows)}</table>\n");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
