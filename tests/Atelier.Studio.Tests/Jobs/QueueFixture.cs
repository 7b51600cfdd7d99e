using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Storage;
using Atelier.Work.Protocol;

namespace Atelier.Studio.Tests.Jobs;

/// <summary>A queue whose time stands still.</summary>
/// <param name="server">The server of its database; null for SQLite.</param>
public abstract class QueueFixture(PostgresServer? server) : IAsyncLifetime
{
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("atelier-queue-").FullName;
    private string? _connection;

    private protected ManualTime Time { get; } = new();
    protected Database Database { get; set; } = null!;
    private protected JobIntake Intake { get; private set; } = null!;
    private protected JobQueue Queue { get; private set; } = null!;
    private protected LeasedJob Leased { get; private set; } = null!;
    private protected JobControl Control { get; private set; } = null!;
    private protected JobReader Reader { get; private set; } = null!;
    private protected QueuePlaces Places { get; private set; } = null!;
    private protected FolderBlobs Store { get; private set; } = null!;
    private protected BlobLibrary Blobs { get; private set; } = null!;
    private protected Thumbnails Thumbnails { get; private set; } = null!;
    private protected LooseBlobs Loose { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await OpenAsync();
        Serve(Database);
        await new Keys(Database, Time).EnsureLocalUserAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Thumbnails.Dispose();
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected async Task<Database> OpenAsync() => await Database.OpenAsync(
        Folder, server is null ? null : _connection ??= await server.NewDatabaseAsync());

    protected void Serve(Database database)
    {
        (Intake, Queue, Leased, Control, Reader, Places) =
            (new(database, Time), new(database, Time, LeaseTerms.Default), new(database, Time, LeaseTerms.Default), new(database, Time),
                new(database), new(database));
        Store = new(Path.Combine(Folder, "blobs"));
        Blobs = new(database, Store, Time);
        Thumbnails?.Dispose();
        Thumbnails = new(Blobs, Path.Combine(Folder, "thumbs"));
        Loose = new(database, Store, Thumbnails, Time);
    }

    private protected static JobOrder Order(string user = "local", int count = 1) =>
        new(user, "imagine", [.. Enumerable.Repeat(new JobRequest("{}", [], []), count)], "api");

    private protected async Task<JobRow> AcceptAsync() => (await Intake.AcceptAsync(Order()))[0];

    private protected Task<JobRow?> ClaimAsync(string worker) => Queue.ClaimAsync(Worker(worker));

    private protected static WorkerInfo Worker(string id) => new(id, id, "1", ["imagine", "paint"], "cpu", []);

    private protected async Task<(string, string?)> StopAsync(JobRow job, bool keep) =>
        await Control.StopAsync(job, keep) is var stopped ? (stopped.State, stopped.Stop) : default;

    private protected async Task StallAsync()
    {
        Time.Pass(LeaseTerms.Default.Length + TimeSpan.FromSeconds(1));
        await Queue.ExpireAsync();
    }

    private protected async Task<string> BlobAsync(string content) =>
        (await Blobs.PutAsync(System.Text.Encoding.UTF8.GetBytes(content), "text/plain")).Sha256;

    private protected Task<int> UserAsync(string name, int running, int queued = 100) => Database.WriteAsync(session => session.RunAsync(
        "insert into users (id, name, role, queued_max, running_max, created_at) values (@name, @name, 'artist', @queued, @running, 0)",
        new { name, running, queued }));

    private protected Task<IReadOnlyList<string>> EventsAsync() =>
        Database.ReadAsync(session => session.ListAsync<string>("select type from events order by seq"));
}
