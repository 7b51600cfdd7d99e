using Atelier.Studio.Access;
using Atelier.Studio.Gallery;
using Atelier.Studio.Jobs;
using Atelier.Work.Kinds.Grid;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>Grids as they fill.</summary>
internal static class GridFace
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/jobs/{id}/grid", GetAsync).WithTags("jobs")
        .WithSummary("A grid with its headings and cells; those that are made have a picture, also while it runs.");

    private static async Task<GridView> GetAsync(
        string id, HttpContext context, JobReader reader, PictureShelf shelf, CancellationToken cancel)
    {
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        if (job.Kind != "grid")
        {
            throw StudioException.NotFound($"grid of job {id}");
        }

        var layout = GridLayout.Of(JobViews.Json(job.Input)!.Value);
        var files = (await reader.OutputsAsync(id, cancel)).ToDictionary(output => output.Name!, output => JobViews.Url(output.Sha256));
        var numbers = await shelf.NumbersAsync(id, cancel);
        return new(
            layout.Columns, layout.Rows, layout.Layers,
            [.. layout.Places.Select(place => new GridCellView(
                place.Name, place.Title, place.X, place.Y, place.Z, files.GetValueOrDefault(place.Name),
                numbers.TryGetValue(place.Name, out var number) ? number : null))]);
    }
}

/// <summary>A grid.</summary>
/// <param name="Columns">The headings of the columns; one empty heading if there is no such axis.</param>
/// <param name="Rows">The headings of the rows, likewise.</param>
/// <param name="Layers">The headings of the layers, likewise.</param>
/// <param name="Cells">Its cells: layer by layer, row by row.</param>
internal sealed record GridView(
    IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<string> Layers, IReadOnlyList<GridCellView> Cells);

/// <summary>A cell of a grid.</summary>
/// <param name="Name">The name of its picture among the job's outputs.</param>
/// <param name="Title">Its words, and what of its options is along an axis.</param>
/// <param name="X">Its column, from 0.</param>
/// <param name="Y">Its row.</param>
/// <param name="Z">Its layer.</param>
/// <param name="Url">Its picture's file; null until it is made, and once it is deleted.</param>
/// <param name="Picture">Its picture's number in the gallery; null until the grid has ended.</param>
internal sealed record GridCellView(string Name, string Title, int X, int Y, int Z, string? Url, long? Picture);
