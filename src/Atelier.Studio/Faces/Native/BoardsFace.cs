using Atelier.Studio.Access;
using Atelier.Studio.Gallery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>Boards: pictures that belong together.</summary>
internal static class BoardsFace
{
    private const int LongestName = 100;

    public static void Map(RouteGroupBuilder api)
    {
        var boards = api.MapGroup("/boards").WithTags("boards");
        boards.MapGet("", ListAsync).WithSummary("The boards, by their names; GET /api/pictures?board= has the pictures of one.");
        boards.MapPost("", AddAsync).WithSummary("Make a board.");
        boards.MapMethods("/{id}", ["PATCH"], RenameAsync).WithSummary("Give a board another name.");
        boards.MapDelete("/{id}", RemoveAsync).WithSummary("Take a board away; its pictures stay.");
        boards.MapPut("/{id}/pictures/{number:long}", PutAsync).WithSummary("Put a picture on a board.");
        boards.MapDelete("/{id}/pictures/{number:long}", TakeOffAsync).WithSummary("Take a picture off a board.");
    }

    private static async Task<IReadOnlyList<BoardView>> ListAsync(HttpContext context, BoardShelf boards, CancellationToken cancel) =>
        [.. (await boards.ListAsync(context.Caller().Sees, cancel)).Select(BoardView.FromRow)];

    private static async Task<Created<BoardView>> AddAsync(HttpContext context, BoardChange body, BoardShelf boards)
    {
        context.RequireArtist();
        var board = await boards.AddAsync(context.Caller().Id, NameOf(body));
        return TypedResults.Created($"/api/boards/{board.Id}", BoardView.FromRow(board));
    }

    private static async Task<BoardView> RenameAsync(
        string id, HttpContext context, BoardChange body, BoardShelf boards, CancellationToken cancel)
    {
        var board = await BoardAsync(id, context, boards, cancel);
        await boards.RenameAsync(board, NameOf(body));
        return BoardView.FromRow(board with { Name = NameOf(body) });
    }

    private static async Task<NoContent> RemoveAsync(string id, HttpContext context, BoardShelf boards, CancellationToken cancel)
    {
        await boards.RemoveAsync(await BoardAsync(id, context, boards, cancel));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> PutAsync(
        string id, long number, HttpContext context, BoardShelf boards, PictureShelf shelf, CancellationToken cancel)
    {
        var board = await BoardAsync(id, context, boards, cancel);
        await boards.PutAsync(board, await shelf.GetAsync(number, context.Caller().Sees, cancel));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> TakeOffAsync(
        string id, long number, HttpContext context, BoardShelf boards, CancellationToken cancel)
    {
        await boards.TakeOffAsync(await BoardAsync(id, context, boards, cancel), number);
        return TypedResults.NoContent();
    }

    private static Task<BoardRow> BoardAsync(string id, HttpContext context, BoardShelf boards, CancellationToken cancel)
    {
        context.RequireArtist();
        return boards.GetAsync(id, context.Caller().Sees, cancel);
    }

    private static string NameOf(BoardChange body) => body.Name.Trim() is { Length: > 0 and <= LongestName } name ? name
        : throw new StudioException(400, "invalid", $"A board's name has 1 to {LongestName} letters.") { Field = "name" };

    /// <summary>A board's name.</summary>
    internal sealed record BoardChange(string Name);
}

/// <summary>A board.</summary>
/// <param name="Id">Its name in the API.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Count">How many pictures are on it.</param>
/// <param name="Cover">A small copy of the picture that was put on it last, or null.</param>
internal sealed record BoardView(string Id, string Name, long Count, string? Cover)
{
    /// <summary>Shows a row.</summary>
    public static BoardView FromRow(BoardRow row) =>
        new(row.Id, row.Name, row.Count, row.Cover is null ? null : $"{JobViews.Url(row.Cover)}/thumb");
}
