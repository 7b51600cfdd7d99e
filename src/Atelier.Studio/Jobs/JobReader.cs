using Atelier.Studio.Storage;
using Dapper;

namespace Atelier.Studio.Jobs;

/// <summary>Which jobs are wanted; a null stands for any.</summary>
public sealed record JobFilter
{
    /// <summary>Whose; null for everybody's.</summary>
    public string? User { get; init; }

    public string? State { get; init; }

    public string? Kind { get; init; }

    public string? Batch { get; init; }

    /// <summary>Only jobs older than the one of this id.</summary>
    public string? Before { get; init; }

    /// <summary>The most jobs, 1 to 500.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A picture of a job: an output, or a step of it.</summary>
public sealed record JobPicture
{
    public required string JobId { get; init; }

    /// <summary>An output's name; null for a step.</summary>
    public string? Name { get; init; }

    public int Iteration { get; init; }

    public required string Sha256 { get; init; }

    public required string Type { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public double? Loss { get; init; }

    /// <summary>The loss of each prompt, as JSON.</summary>
    public string? Losses { get; init; }
}

/// <summary>Reads jobs.</summary>
public sealed class JobReader(Database database)
{
    private const string BlobColumns = "b.sha256, b.type, b.width, b.height";

    /// <summary>A job of this user; of anybody if that is null.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public async Task<JobRow> GetAsync(string id, string? user, CancellationToken cancel = default) => await database.ReadAsync(
        session => session.FirstAsync<JobRow>(
            "select * from jobs where id = @id and (@any = 1 or user_id = @user)",
            new { id, user = user ?? "", any = user is null ? 1 : 0 }),
        cancel) ?? throw StudioException.NotFound($"job {id}");

    /// <summary>The jobs that fit, the newest first; of a batch, in its order.</summary>
    public Task<IReadOnlyList<JobRow>> ListAsync(JobFilter filter, CancellationToken cancel = default)
    {
        var conditions = new List<string> { "1 = 1" };
        void Where(object? value, string condition)
        {
            if (value is not null)
            {
                conditions.Add(condition);
            }
        }

        Where(filter.User, "user_id = @User");
        Where(filter.State, "state = @State");
        Where(filter.Kind, "kind = @Kind");
        Where(filter.Batch, "batch_id = @Batch");
        Where(filter.Before, "(created_at, id) < (select created_at, id from jobs where id = @Before)");
        var order = filter.Batch is null ? "created_at desc, id desc" : "batch_index";
        return database.ReadAsync(
            session => session.ListAsync<JobRow>(
                $"select * from jobs where {string.Join(" and ", conditions)} order by {order} limit @Limit", filter), cancel);
    }

    /// <summary>The jobs of a user's newest request with this content, if it came lately.</summary>
    public Task<IReadOnlyList<JobRow>> RecentAsync(string user, string request, TimeSpan within, CancellationToken cancel = default) =>
        database.ReadAsync(
            session => session.ListAsync<JobRow>(
                """
                select * from jobs where batch_id = (
                  select batch_id from jobs where user_id = @user and request_sha256 = @request and created_at > @since
                  order by created_at desc limit 1)
                order by batch_index
                """,
                new { user, request, since = TimeProvider.System.Now() - (long)within.TotalMilliseconds }),
            cancel);

    /// <summary>The outputs of a job.</summary>
    public Task<IReadOnlyList<JobPicture>> OutputsAsync(string id, CancellationToken cancel = default) => database.ReadAsync(
        session => session.ListAsync<JobPicture>(
            $"""
            select o.job_id, o.name, {BlobColumns} from outputs o join blobs b on b.sha256 = o.sha256 where o.job_id = @id order by o.name
            """,
            new { id }),
        cancel);

    /// <summary>The outputs of several jobs.</summary>
    public Task<ILookup<string, JobPicture>> OutputsAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) => ByJobAsync(
        ids,
        list => $"""
            select o.job_id, o.name, {BlobColumns} from outputs o join blobs b on b.sha256 = o.sha256
            where o.job_id in {list} order by o.job_id, o.name
            """,
        cancel);

    /// <summary>The last steps of several jobs.</summary>
    public Task<ILookup<string, JobPicture>> LastStepsAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) => ByJobAsync(
        ids,
        list => $"""
            select s.job_id, s.iteration, s.loss, s.losses, {BlobColumns} from jobs j
            join steps s on s.job_id = j.id and s.iteration = (select max(t.iteration) from steps t where t.job_id = j.id)
            join blobs b on b.sha256 = s.sha256
            where j.id in {list}
            """,
        cancel);

    /// <summary>The steps of a job after an iteration, from the first to the last.</summary>
    public Task<IReadOnlyList<JobPicture>> StepsAsync(string id, int after = -1, CancellationToken cancel = default) => database.ReadAsync(
        session => session.ListAsync<JobPicture>(
            $"""
            select s.job_id, s.iteration, s.loss, s.losses, {BlobColumns} from steps s join blobs b on b.sha256 = s.sha256
            where s.job_id = @id and s.iteration > @after order by s.iteration
            """,
            new { id, after }),
        cancel);

    /// <summary>The step of a job after this iteration.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public async Task<JobPicture> StepAsync(string id, int iteration, CancellationToken cancel = default) => await database.ReadAsync(
        session => session.FirstAsync<JobPicture>(
            $"""
            select s.job_id, s.iteration, s.loss, s.losses, {BlobColumns} from steps s join blobs b on b.sha256 = s.sha256
            where s.job_id = @id and s.iteration = @iteration
            """,
            new { id, iteration }),
        cancel) ?? throw StudioException.NotFound($"picture of iteration {iteration}");

    /// <summary>The last step of a job, or null.</summary>
    public Task<JobPicture?> LastStepAsync(string id, CancellationToken cancel = default) => database.ReadAsync(
        session => session.FirstAsync<JobPicture>(
            $"""
            select s.job_id, s.iteration, s.loss, s.losses, {BlobColumns} from steps s join blobs b on b.sha256 = s.sha256
            where s.job_id = @id order by s.iteration desc limit 1
            """,
            new { id }),
        cancel);

    private async Task<ILookup<string, JobPicture>> ByJobAsync(
        IReadOnlyCollection<string> ids, Func<string, string> statement, CancellationToken cancel)
    {
        var values = new DynamicParameters();
        IReadOnlyList<JobPicture> pictures = ids.Count == 0 ? [] : await database.ReadAsync(
            session => session.ListAsync<JobPicture>(statement(ValueList.Add(values, "id", ids)), values), cancel);
        return pictures.ToLookup(picture => picture.JobId);
    }
}
