using Atelier.Studio.Access;
using Atelier.Studio.Gallery;
using Atelier.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>The pictures that were made.</summary>
internal static class PicturesFace
{
    private const int MostAtOnce = 200;

    public static void Map(RouteGroupBuilder api)
    {
        var pictures = api.MapGroup("/pictures").WithTags("pictures");
        pictures.MapGet("", ListAsync).WithSummary("Pictures, the newest first; q finds words and beginnings of words.");
        pictures.MapGet("/{number:long}", GetAsync).WithSummary("A picture, what it was made with and from, and what was made from it.");
        pictures.MapMethods("/{number:long}", ["PATCH"], ChangeAsync).WithSummary("Give a picture a star, or take it.");
        pictures.MapDelete("/{number:long}", DeleteAsync).WithSummary("Delete a picture.");
        pictures.MapDelete("", DeleteSeveralAsync)
            .WithSummary("Delete several pictures: ?number=1&number=2; those that are not there are skipped.");
    }

    private static async Task<PicturePage> ListAsync(
        HttpContext context, PictureShelf shelf, CancellationToken cancel,
        string? q = null, string? kind = null, bool starred = false, string? board = null, long? before = null, int limit = 60)
    {
        if (limit is < 1 or > MostAtOnce)
        {
            throw new StudioException(400, "invalid", $"limit is 1 to {MostAtOnce}.") { Field = "limit" };
        }

        var filter = new PictureFilter
        {
            User = context.Caller().Sees, Words = q, Kind = kind, Starred = starred, Board = board, Before = before ?? long.MaxValue,
            Limit = limit,
        };
        var rows = await shelf.ListAsync(filter, cancel);
        return new(
            [.. rows.Select(PictureView.FromRow)], rows.Count == limit ? rows[^1].Number : null,
            before is null ? await shelf.CountAsync(filter, cancel) : null);
    }

    private static async Task<PictureDetails> GetAsync(
        long number, HttpContext context, PictureShelf shelf, BoardShelf boards, JobReader jobs, JobViews views, CancellationToken cancel)
    {
        var user = context.Caller().Sees;
        var picture = await shelf.GetAsync(number, user, cancel);
        var job = await jobs.GetAsync(picture.JobId, user, cancel);
        return new(
            PictureView.FromRow(picture), JobViews.Json(job.Input)!.Value, (await views.ShowAsync(job, cancel)).Outputs,
            [.. (await boards.OfAsync(number, user, cancel)).Select(BoardView.FromRow)],
            [.. (await shelf.ParentsAsync(picture, user, cancel)).Select(PictureView.FromRow)],
            [.. (await shelf.ChildrenAsync(picture, user, cancel)).Select(PictureView.FromRow)]);
    }

    private static async Task<PictureView> ChangeAsync(
        long number, HttpContext context, PictureChange body, PictureShelf shelf, CancellationToken cancel)
    {
        context.RequireArtist();
        var picture = await shelf.GetAsync(number, context.Caller().Sees, cancel);
        await shelf.StarAsync(picture, body.Starred);
        return PictureView.FromRow(picture with { Starred = body.Starred });
    }

    private static async Task<NoContent> DeleteAsync(long number, HttpContext context, PictureShelf shelf)
    {
        context.RequireArtist();
        return await shelf.DeleteAsync([number], context.Caller().Sees) > 0 ? TypedResults.NoContent()
            : throw StudioException.NotFound($"picture {number}");
    }

    private static async Task<DeletedPictures> DeleteSeveralAsync(HttpContext context, PictureShelf shelf, long[] number)
    {
        context.RequireArtist();
        return number.Length is >= 1 and <= MostAtOnce ? new(await shelf.DeleteAsync(number, context.Caller().Sees))
            : throw new StudioException(400, "invalid", $"number names 1 to {MostAtOnce} pictures.") { Field = "number" };
    }

    /// <summary>What became of several pictures.</summary>
    /// <param name="Deleted">How many were deleted.</param>
    internal sealed record DeletedPictures(int Deleted);

    /// <summary>What shall be otherwise.</summary>
    /// <param name="Starred">Whether it has a star.</param>
    internal sealed record PictureChange(bool Starred);
}
