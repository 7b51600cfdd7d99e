using System.Collections.Concurrent;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>The styles of painting, with what is needed to draw the strokes of a painting.</summary>
internal static class StylesFace
{
    private static readonly ConcurrentDictionary<string, byte[]> s_marks = new();

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/styles", Styles).WithTags("about").WithSummary("The styles of painting.");
        api.MapGet("/styles/{name}/marks", Marks).WithTags("about")
            .WithSummary("A style's brush marks, one under the other, as PNG: red is coverage, green the paint's thickness.");
    }

    private static IEnumerable<StyleView> Styles() =>
        PaintStyle.All.Select(style => new StyleView(
            style.Name, PaintStyle.MarkCount, style.Shade, style.Medium == PaintMedium.Glaze, $"/api/styles/{style.Name}/marks"));

    private static FileContentHttpResult Marks(string name, HttpContext context)
    {
        var style = PaintStyle.All.FirstOrDefault(one => one.Name == name) ?? throw StudioException.NotFound($"style '{name}'");
        context.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.Bytes(s_marks.GetOrAdd(name, _ => BrushAtlas.Draw(style).Encode(".png")), "image/png");
    }

    /// <summary>A style of painting.</summary>
    /// <param name="Name">Its name in the options of jobs.</param>
    /// <param name="Marks">The number of its brush marks.</param>
    /// <param name="Shade">How strongly the paint's thickness modulates its brightness.</param>
    /// <param name="Multiplies">Whether its strokes multiply what lies under them by their colour, instead of covering it.</param>
    /// <param name="Url">Its brush marks.</param>
    internal sealed record StyleView(string Name, int Marks, float Shade, bool Multiplies, string Url);
}
