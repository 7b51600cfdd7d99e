using System.Net;
using System.Text;

namespace Atelier.Art.Explore.Works;

/// <summary>The page <c>index.html</c> of a work: how it came about, from files alone.</summary>
public static class WorkPage
{
    /// <summary>The page's text.</summary>
    /// <param name="title">The words.</param>
    /// <param name="stages">For each stage a heading, a sentence, and files relative to the page: pictures or films.</param>
    public static string Create(string title, IEnumerable<(string Heading, string Text, IReadOnlyList<string> Files)> stages)
    {
        var body = new StringBuilder();
        foreach (var (heading, text, files) in stages)
        {
            body.AppendLine($"<h2>{Text(heading)}</h2>").AppendLine($"<p>{Text(text)}</p>");
            body.AppendJoin('\n', files.Select(Show)).AppendLine();
        }

        return Page.Replace("{title}", Text(title)).Replace("{body}", body.ToString());
    }

    private static string Show(string file) => Path.GetExtension(file) == ".mp4"
        ? $"<video controls loop muted src=\"{Text(file)}\"></video>"
        : $"<a href=\"{Text(file)}\"><img src=\"{Text(file)}\" alt=\"{Text(Path.GetFileNameWithoutExtension(file))}\"></a>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Page = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{title}</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        img, video { max-width: 100%; max-height: 80vh; display: block; margin: 1rem 0 }
        </style>
        <h1>{title}</h1>
        {body}
        </html>
        """;
}
