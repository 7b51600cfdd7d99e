using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Gallery;

/// <summary>The pictures that were made: found by words, marked with stars, followed from parent to child.</summary>
public sealed class PictureShelf(Database database, TimeProvider time)
{
    private const int MostFamily = 60;
    private const int MostWords = 16;

    private const string Wanted =
        "select p.number, p.user_id, p.job_id, p.name, p.sha256, p.kind, p.title, p.starred, p.created_at, b.type, b.width, b.height";

    private const string Files = "join blobs b on b.sha256 = p.sha256";
    private const string Columns = $"{Wanted} from pictures p {Files}";

    /// <summary>The pictures that fit, the newest first.</summary>
    public Task<IReadOnlyList<PictureRow>> ListAsync(PictureFilter filter, CancellationToken cancel = default) => database.ReadAsync(
        session => session.ListAsync<PictureRow>(
            $"{Wanted} from {Source(filter)} {Files} where {Where(filter)} order by {Number(filter)} desc limit @Limit", Values(filter)),
        cancel);

    /// <summary>How many fit.</summary>
    public Task<long> CountAsync(PictureFilter filter, CancellationToken cancel = default) => database.ReadAsync(
        session => session.FirstAsync<long>($"select count(*) from {Source(filter)} where {Where(filter)}", Values(filter)),
        cancel);

    /// <summary>A picture of this user; of anybody if that is null.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public async Task<PictureRow> GetAsync(long number, string? user, CancellationToken cancel = default) => await database.ReadAsync(
        session => session.FirstAsync<PictureRow>(
            $"{Columns} where p.number = @number and (@any = 1 or p.user_id = @user)",
            new { number, user = user ?? "", any = user is null ? 1 : 0 }),
        cancel) ?? throw StudioException.NotFound($"picture {number}");

    /// <summary>The numbers of a job's pictures, by their names.</summary>
    public async Task<IReadOnlyDictionary<string, long>> NumbersAsync(string job, CancellationToken cancel = default) =>
        (await database.ReadAsync(
            session => session.ListAsync<(string Name, long Number)>("select name, number from pictures where job_id = @job", new { job }),
            cancel)).ToDictionary(picture => picture.Name, picture => picture.Number);

    /// <summary>The picture with this content that a user may see, or null.</summary>
    public Task<PictureRow?> FindAsync(string sha256, string? user, CancellationToken cancel = default) => database.ReadAsync(
        session => session.FirstAsync<PictureRow>(
            $"{Columns} where p.sha256 = @sha256 and (@any = 1 or p.user_id = @user) order by p.number limit 1",
            new { sha256, user = user ?? "", any = user is null ? 1 : 0 }),
        cancel);

    /// <summary>The pictures that a picture was made from: whole ones, or those of whose jobs a step was taken.</summary>
    public Task<IReadOnlyList<PictureRow>> ParentsAsync(PictureRow picture, string? user, CancellationToken cancel = default) =>
        FamilyAsync(
            """
            p.number in (
              select o.number from picture_sources s join pictures o on o.sha256 = s.sha256 where s.number = @Number union
              select o.number from picture_sources s join steps t on t.sha256 = s.sha256 join pictures o on o.job_id = t.job_id
              where s.number = @Number)
            """,
            picture, user, cancel);

    /// <summary>The pictures that were made from a picture, or from a step of its job.</summary>
    public Task<IReadOnlyList<PictureRow>> ChildrenAsync(PictureRow picture, string? user, CancellationToken cancel = default) =>
        FamilyAsync(
            """
            p.number in (
              select s.number from picture_sources s where s.sha256 = @Sha256 union
              select s.number from steps t join picture_sources s on s.sha256 = t.sha256 where t.job_id = @JobId)
            """,
            picture, user, cancel);

    /// <summary>Gives a picture a star, or takes it.</summary>
    public Task StarAsync(PictureRow picture, bool starred) => database.WriteAsync(async session =>
    {
        await session.RunAsync(
            "update pictures set starred = @starred where number = @Number", new { starred = starred ? 1 : 0, picture.Number });
        await session.TellAsync(
            picture.UserId, picture.JobId, "picture.changed", new { picture.Number, starred }, time.Now());
    });

    /// <summary>Deletes pictures. The jobs that made them stay, and so does what was made from them.</summary>
    /// <param name="numbers">Their numbers; those that are not there are skipped.</param>
    /// <param name="user">Whose pictures they may be; anybody's if that is null.</param>
    /// <returns>How many there were.</returns>
    public Task<int> DeleteAsync(IReadOnlyCollection<long> numbers, string? user) => database.WriteAsync(async session =>
    {
        var count = 0;
        foreach (var number in numbers.Distinct())
        {
            var picture = await session.FirstAsync<Deleted>(
                """
                delete from pictures where number = @number and (@any = 1 or user_id = @user) returning user_id, job_id, name, sha256
                """,
                new { number, user = user ?? "", any = user is null ? 1 : 0 });
            if (picture is not null)
            {
                count++;
                await session.RunAsync("delete from outputs where job_id = @JobId and name = @Name", new { picture.JobId, picture.Name });
                await LooseBlobs.AddAsync(session, picture.Sha256, time.Now());
                await session.TellAsync(picture.UserId, picture.JobId, "picture.deleted", new { number }, time.Now());
            }
        }

        return count;
    });

    /// <summary>Puts a step of a job into the gallery.</summary>
    /// <returns>The picture.</returns>
    public async Task<PictureRow> TakeAsync(JobRow job, JobPicture step, CancellationToken cancel = default)
    {
        var name = $"step-{step.Iteration}";
        await database.WriteAsync(
            async session =>
            {
                await PictureRegister.AddAsync(session, job, name, step.Sha256, time.Now());
                await session.TellAsync(job.UserId, job.Id, "picture.added", new { job.Id, name }, time.Now());
            },
            cancel);
        return (await database.ReadAsync(
            session => session.FirstAsync<PictureRow>($"{Columns} where p.job_id = @Id and p.name = @name", new { job.Id, name }),
            cancel))!;
    }

    private Task<IReadOnlyList<PictureRow>> FamilyAsync(string condition, PictureRow picture, string? user, CancellationToken cancel) =>
        database.ReadAsync(
            session => session.ListAsync<PictureRow>(
                $"{Columns} where {condition} and p.number <> @Number and (@any = 1 or p.user_id = @user) " +
                $"order by p.number desc limit {MostFamily}",
                new { picture.Number, picture.Sha256, picture.JobId, user = user ?? "", any = user is null ? 1 : 0 }),
            cancel);

    private string Source(PictureFilter filter) => Words(filter).Count == 0 ? "pictures p" : database.Searched;

    private string Number(PictureFilter filter) => Words(filter).Count == 0 ? "p.number" : database.SearchedNumber;

    private string Where(PictureFilter filter) => string.Concat(
        $"{Number(filter)} < @Before",
        filter.User is null ? "" : " and p.user_id = @User",
        filter.Kind is null ? "" : " and p.kind = @Kind",
        filter.Starred ? " and p.starred = 1" : "",
        filter.Board is null ? "" : " and p.number in (select number from board_pictures where board_id = @Board)",
        Words(filter).Count == 0 ? "" : $" and {database.HasWords}");

    private object Values(PictureFilter filter) => new
    {
        filter.User, filter.Kind, filter.Board, filter.Before, filter.Limit, words = database.Beginnings(Words(filter)),
    };

    // letters and digits alone, so that nothing in them has a meaning for a database
    private static List<string> Words(PictureFilter filter) =>
    [
        .. new string([.. (filter.Words ?? "").ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords),
    ];

    private sealed record Deleted
    {
        public required string UserId { get; init; }

        public required string JobId { get; init; }

        public required string Name { get; init; }

        public required string Sha256 { get; init; }
    }
}
