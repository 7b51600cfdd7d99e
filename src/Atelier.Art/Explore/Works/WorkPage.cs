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
            body.AppendLine($"<h2>{HtmlPage.Escape(heading)}</h2>").AppendLine($"<p>{HtmlPage.Escape(text)}</p>");
            body.AppendJoin('\n', files.Select(Show)).AppendLine();
        }

        return HtmlPage.Create(title, Style, body.ToString());
    }

    private static string Show(string file)
    {
        var (address, name) = (HtmlPage.Escape(file), HtmlPage.Escape(Path.GetFileNameWithoutExtension(file)));
        return Path.GetExtension(file) == ".mp4"
            ? $"<video controls loop muted src=\"{address}\"></video>"
            : $"<a href=\"{address}\"><img src=\"{address}\" alt=\"{name}\"></a>";
    }

    private const string Style = """
        :root { color-scheme: light dark }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        img, video { max-width: 100%; max-height: 80vh; display: block; margin: 1rem 0 }
        """;
}
