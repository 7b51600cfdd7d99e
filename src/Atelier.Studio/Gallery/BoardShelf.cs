using Atelier.Studio.Storage;

namespace Atelier.Studio.Gallery;

/// <summary>A board: pictures that a user put together.</summary>
public sealed record BoardRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Name { get; init; }

    /// <summary>How many pictures are on it.</summary>
    public long Count { get; init; }

    /// <summary>SHA-256 of the picture that was put on it last, or null.</summary>
    public string? Cover { get; init; }
}

/// <summary>The boards. A picture may be on several.</summary>
public sealed class BoardShelf(Database database, TimeProvider time)
{
    private const string Columns =
        """
        select b.id, b.user_id, b.name, (select count(*) from board_pictures where board_id = b.id) as count,
          (select p.sha256 from board_pictures o join pictures p on p.number = o.number where o.board_id = b.id
           order by o.added_at desc, o.number desc limit 1) as cover
        from boards b
        """;

    /// <summary>The boards of a user, by their names; everybody's if that is null.</summary>
    public Task<IReadOnlyList<BoardRow>> ListAsync(string? user, CancellationToken cancel = default) => database.ReadAsync(
        session => session.ListAsync<BoardRow>(
            $"{Columns} where @any = 1 or b.user_id = @user order by b.name, b.id", new { user = user ?? "", any = Any(user) }),
        cancel);

    /// <summary>The boards on which a picture is.</summary>
    public Task<IReadOnlyList<BoardRow>> OfAsync(long number, string? user, CancellationToken cancel = default) => database.ReadAsync(
        session => session.ListAsync<BoardRow>(
            $"""
            {Columns} join board_pictures m on m.board_id = b.id
            where m.number = @number and (@any = 1 or b.user_id = @user) order by b.name, b.id
            """,
            new { number, user = user ?? "", any = Any(user) }),
        cancel);

    /// <summary>A board that a user may see.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public async Task<BoardRow> GetAsync(string id, string? user, CancellationToken cancel = default) => await database.ReadAsync(
        session => session.FirstAsync<BoardRow>(
            $"{Columns} where b.id = @id and (@any = 1 or b.user_id = @user)", new { id, user = user ?? "", any = Any(user) }),
        cancel) ?? throw StudioException.NotFound("such board");

    /// <summary>Makes a board.</summary>
    /// <exception cref="StudioException">The user has one of this name.</exception>
    public async Task<BoardRow> AddAsync(string user, string name)
    {
        var id = Ids.New();
        var made = await database.WriteAsync(session => session.RunAsync(
            """
            insert into boards (id, user_id, name, created_at) values (@id, @user, @name, @now) on conflict (user_id, name) do nothing
            """,
            new { id, user, name, now = time.Now() }));
        return made == 1 ? new() { Id = id, UserId = user, Name = name } : throw Taken(name);
    }

    /// <summary>Gives a board another name.</summary>
    /// <exception cref="StudioException">The user has one of this name.</exception>
    public Task RenameAsync(BoardRow board, string name) => database.WriteAsync(async session =>
    {
        var other = await session.FirstAsync<string>(
            "select id from boards where user_id = @UserId and name = @name and id <> @Id", new { board.UserId, name, board.Id });
        _ = other is null ? await session.RunAsync("update boards set name = @name where id = @Id", new { name, board.Id })
            : throw Taken(name);
    });

    /// <summary>Takes a board away; its pictures stay in the gallery.</summary>
    public Task RemoveAsync(BoardRow board) => database.WriteAsync(async session =>
    {
        await session.RunAsync("delete from board_pictures where board_id = @Id", new { board.Id });
        await session.RunAsync("delete from boards where id = @Id", new { board.Id });
    });

    /// <summary>Puts a picture on a board, where it may be already.</summary>
    public Task PutAsync(BoardRow board, PictureRow picture) => database.WriteAsync(session => session.RunAsync(
        """
        insert into board_pictures (board_id, number, added_at) values (@Id, @Number, @now) on conflict (board_id, number) do nothing
        """,
        new { board.Id, picture.Number, now = time.Now() }));

    /// <summary>Takes a picture off a board.</summary>
    public Task TakeOffAsync(BoardRow board, long number) => database.WriteAsync(session => session.RunAsync(
        "delete from board_pictures where board_id = @Id and number = @number", new { board.Id, number }));

    private static int Any(string? user) => user is null ? 1 : 0;

    private static StudioException Taken(string name) =>
        new(409, "name_taken", $"There is a board '{name}' already: another name is needed.") { Field = "name" };
}
