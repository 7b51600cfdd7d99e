using System.Globalization;
using System.Text;
using Atelier.Art.Imagine;

namespace Atelier.Art.Explore.Grids;

/// <summary>The page <c>grid.html</c>: the grid to look through, from files alone.</summary>
internal static class GridPage
{
    /// <summary>The page's text.</summary>
    /// <param name="plan">The grid.</param>
    /// <param name="picture">The path of a cell's picture relative to the page; null if it is missing.</param>
    /// <param name="error">Why a cell is missing, or null.</param>
    public static string Create(GridPlan plan, Func<int, string?> picture, Func<int, string?> error)
    {
        var body = new StringBuilder();
        for (var z = 0; z < plan.Layers.Count; z++)
        {
            body.Append("<section>");
            if (plan.Layers[z].Length > 0)
            {
                body.Append($"<h2>{HtmlPage.Escape(plan.Layers[z])}</h2>");
            }

            body.Append("<table><thead><tr><td></td>");
            body.AppendJoin("", plan.Columns.Select(heading => $"<th scope=\"col\">{HtmlPage.Escape(heading)}</th>"));
            body.AppendLine("</tr></thead>");
            for (var y = 0; y < plan.Rows.Count; y++)
            {
                body.Append($"<tr><th scope=\"row\">{HtmlPage.Escape(plan.Rows[y])}</th>");
                for (var x = 0; x < plan.Columns.Count; x++)
                {
                    var cell = (((z * plan.Rows.Count) + y) * plan.Columns.Count) + x;
                    body.Append(Cell(plan.Cells[cell].Options, picture(cell), error(cell)));
                }

                body.AppendLine("</tr>");
            }

            body.AppendLine("</table></section>");
        }

        return HtmlPage.Create(plan.Prompt, Style, $"{Slider}\n{body}\n{Viewer}");
    }

    private static string Cell(ImagineOptions options, string? picture, string? error)
    {
        if (picture is null)
        {
            return $"<td class=\"missing\">{HtmlPage.Escape(error ?? "not made yet")}</td>";
        }

        var caption = HtmlPage.Escape($"{options.Prompt} · seed {options.Seed.ToString(CultureInfo.InvariantCulture)}");
        var address = HtmlPage.Escape(picture);
        return $"<td><a href=\"{address}\"><img loading=\"lazy\" src=\"{address}\" alt=\"{caption}\" title=\"{caption}\" " +
            $"data-options=\"{HtmlPage.Escape(options.ToJson())}\"></a></td>";
    }

    private const string Style = """
        :root { color-scheme: light dark; --cell: 160px }
        body { font: 15px/1.4 system-ui, sans-serif; margin: 1rem }
        h1 { font-size: 1.3rem } h2 { font-size: 1.1rem }
        section { overflow: auto; max-height: 90vh }
        table { border-spacing: 6px }
        thead { position: sticky; top: 0; background: Canvas; z-index: 1 }
        th { font-weight: 600; max-width: var(--cell); overflow-wrap: break-word }
        td { padding: 0; width: var(--cell); text-align: center }
        td img { width: var(--cell); display: block }
        .missing { color: GrayText; border: 1px dashed GrayText; font-size: .8rem; padding: .5rem }
        dialog { max-width: 95vw; border: 1px solid GrayText }
        dialog img { max-width: 90vw; max-height: 65vh; image-rendering: auto; min-width: 40vmin }
        dialog pre { max-height: 20vh; overflow: auto; font-size: .8rem; white-space: pre-wrap }
        """;

    private const string Slider =
        """<label>Size <input id="size" type="range" min="60" max="512" value="160"></label>""";

    private const string Viewer = """
        <dialog id="view" aria-label="Picture"><a id="file"><img id="large" alt=""></a><p id="caption"></p><pre id="options"></pre>
        <form method="dialog"><button>Close</button></form></dialog>
        <script>
        const pictures = [...document.querySelectorAll('td img')], view = document.getElementById('view');
        let shown = 0;
        function show(i) {
          shown = (i + pictures.length) % pictures.length;
          const picture = pictures[shown];
          document.getElementById('large').src = document.getElementById('file').href = picture.src;
          document.getElementById('caption').textContent = picture.alt;
          document.getElementById('options').textContent = picture.dataset.options;
          if (!view.open) view.showModal();
        }
        pictures.forEach((picture, i) => picture.parentElement.addEventListener('click', event => { event.preventDefault(); show(i); }));
        view.addEventListener('keydown', event => {
          if (event.key === 'ArrowRight') show(shown + 1);
          if (event.key === 'ArrowLeft') show(shown - 1);
        });
        document.getElementById('size').addEventListener('input', event =>
          document.documentElement.style.setProperty('--cell', event.target.value + 'px'));
        </script>
        """;
}
