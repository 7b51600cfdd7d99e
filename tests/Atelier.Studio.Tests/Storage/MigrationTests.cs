using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Core;
using Atelier.Studio.Access;
using Atelier.Studio.Gallery;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Atelier.Studio.Tests.Storage;

public sealed class SqliteMigrationTests : MigrationTests
{
    [Fact]
    public async Task TheOldestDatabase_IsOpened_WithAllThatItHas()
    {
        await using (var old = new SqliteConnection($"Data Source={Path.Combine(Folder, "studio.db")};Pooling=false"))
        {
            await CreateOldestAsync(old, "sqlite");
        }

        await OpenAsync(null);
    }

    [Fact]
    public async Task ADatabase_OfANewerProgram_IsLeftAlone()
    {
        await using (var database = await Database.OpenAsync(Folder))
        {
            await database.WriteAsync(session => session.RunAsync("insert into schema_version (number) values (999)"));
        }

        var error = await Assert.ThrowsAsync<OutputException>(() => Database.OpenAsync(Folder));
        Assert.Contains("has schema 999", error.Message, StringComparison.Ordinal);
    }

    [Theory] // a database was made by each of them: what shall be otherwise needs a script of its own
    [InlineData("001-jobs.sql", "573cb8da21e82ca5")]
    [InlineData("001-jobs.sqlite.sql", "802ff66d81a22855")]
    [InlineData("001-jobs.postgres.sql", "1e1eda7cedf88b50")]
    [InlineData("003-webhooks.sql", "2084614d469a5df5")]
    [InlineData("004-pictures.sqlite.sql", "e0bd5343d7ce1e23")]
    [InlineData("004-pictures.postgres.sql", "e5c0fc04466b4a5f")]
    [InlineData("005-picture-indexes.sql", "7635f51814e31015")]
    public void AScript_ThatWasUsed_NeverChanges(string name, string sha256) =>
        Assert.StartsWith(sha256, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Script(name)))));
}

[Collection("postgres")]
public sealed class PostgresMigrationTests(PostgresServer server) : MigrationTests
{
    [Fact]
    public async Task TheOldestDatabase_IsOpened_WithAllThatItHas()
    {
        var connection = await server.NewDatabaseAsync();
        await using (var old = new NpgsqlConnection(connection))
        {
            await CreateOldestAsync(old, "postgres");
        }

        await OpenAsync(connection);
    }
}

/// <summary>A database that the first studio made, with jobs that waited, failed and were done: nothing of it is lost, and what came later
/// knows it, as if it had always been there.</summary>
public abstract class MigrationTests : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("atelier-old-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private protected async Task OpenAsync(string? postgres)
    {
        await using var database = await Database.OpenAsync(Folder, postgres);
        var shelf = new PictureShelf(database, TimeProvider.System);
        var pictures = await shelf.ListAsync(new());
        Assert.Equal(["painting", "larger", "fox", "owl"], pictures.Select(picture => picture.JobId)); // the newest first
        const string Fox = "Füchse, red \"fox\"";
        Assert.Equal([Fox, Fox, Fox, "an owl"], pictures.Select(picture => picture.Title));
        Assert.All(pictures, picture => Assert.False(picture.Starred));
        Assert.Equal(pictures[2].Number, Assert.Single(await shelf.ParentsAsync(pictures[1], null)).Number);
        Assert.Equal(pictures[0].Number, Assert.Single(await shelf.ChildrenAsync(pictures[1], null)).Number);
        foreach (var (words, found) in new[]
                 {
                     ("fox", "painting larger fox"), ("füchse", "painting larger fox"), ("oil", "painting"), ("vqgan", "fox owl"),
                     ("owl imag", "owl"), ("paint", "painting"), ("zebra", ""),
                 })
        {
            Assert.Equal(found, string.Join(' ', (await shelf.ListAsync(new() { Words = words })).Select(picture => picture.JobId)));
        }

        Assert.Equal(
            ["larger", "painting"],
            await database.ReadAsync(session => session.ListAsync<string>("select job_id from job_inputs order by sha256")));
        var failed = await new JobReader(database).GetAsync("broken", null);
        Assert.Equal((JobState.Failed, "It broke."), (failed.State, failed.ErrorMessage));
        Assert.Equal(["ada"], await database.ReadAsync(session => session.ListAsync<string>("select name from users where turn > 0")));
        var queue = new JobQueue(database, TimeProvider.System, LeaseTerms.Default);
        var worker = new Work.Protocol.WorkerInfo("w", "w", "1", ["imagine"], "cpu", []);
        Assert.Equal("waiting-bob", (await queue.ClaimAsync(worker))!.Id); // ada's was the last turn
        Assert.Equal(
            ["job.finished", "job.running"],
            await database.ReadAsync(session => session.ListAsync<string>("select type from events order by seq")));

        var again = await Database.OpenAsync(Folder, postgres); // nothing is done twice
        Assert.Equal(4, await new PictureShelf(again, TimeProvider.System).CountAsync(new()));
        await again.DisposeAsync();
    }

    private protected static async Task CreateOldestAsync(DbConnection old, string dialect)
    {
        await old.OpenAsync();
        await old.ExecuteAsync("create table schema_version (number integer not null)");
        await old.ExecuteAsync(Script("001-jobs.sql"));
        await old.ExecuteAsync(Script($"001-jobs.{dialect}.sql"));
        await old.ExecuteAsync("insert into schema_version (number) values (1)");
        await old.ExecuteAsync(
            """
            insert into users (id, name, role, created_at) values
              ('local', 'local', 'owner', 0), ('ada', 'ada', 'artist', 0), ('bob', 'bob', 'artist', 0);
            insert into blobs (sha256, bytes, type, width, height, created_at) values
              ('f', 1, 'image/png', 8, 8, 0), ('o', 1, 'image/png', 8, 8, 0), ('l', 1, 'image/png', 8, 8, 0),
              ('p', 1, 'image/png', 8, 8, 0);
            insert into events (user_id, job_id, type, data, at) values ('ada', 'fox', 'job.finished', '{}', 0);
            """);
        await AddAsync(old, "owl", "imagine", Prompts("an owl"), "[]", 100, "o");
        await AddAsync(old, "fox", "imagine", Prompts("Füchse", "red \"fox\""), "[]", 200, "f");
        await AddAsync(old, "larger", "upscale", """{"picture":"sha256:f"}""", """["f"]""", 300, "l");
        await AddAsync(old, "painting", "paint", """{"picture":"sha256:l","style":"oil"}""", """["l"]""", 400, "p");
        await AddAsync(old, "waiting-ada", "imagine", Prompts("first"), "[]", null, null);
        await AddAsync(old, "waiting-bob", "imagine", Prompts("second"), "[]", null, null, user: "bob");
        await AddAsync(old, "broken", "imagine", Prompts("a fox"), "[]", 500, null);
        await old.ExecuteAsync("update jobs set state = 'failed', error_code = 'cannot', error_message = 'It broke.' where id = 'broken'");
    }

    private static string Prompts(params string[] texts) =>
        JsonSerializer.Serialize(new { prompts = texts.Select(text => new { text, weight = 1.0 }), model = "vqgan-glyphs" });

    private static async Task AddAsync(
        DbConnection old, string id, string kind, string input, string inputs, long? finished, string? output,
        string user = "ada")
    {
        await old.ExecuteAsync(
            """
            insert into jobs (id, user_id, batch_id, batch_index, kind, input, inputs, source, state, created_at, started_at, finished_at)
            values (@id, @user, @id, 0, @kind, @input, @inputs, 'api', @state, 10, @finished, @finished)
            """,
            new { id, user, kind, input, inputs, state = finished is null ? JobState.Queued : JobState.Succeeded, finished });
        if (output is not null)
        {
            await old.ExecuteAsync("insert into outputs (job_id, name, sha256) values (@id, 'picture', @output)", new { id, output });
        }
    }

    private protected static string Script(string name)
    {
        using var script = typeof(Database).Assembly.GetManifestResourceStream($"Atelier.Studio.Storage.Schema.{name}");
        using var reader = new StreamReader(script!);
        return reader.ReadToEnd();
    }
}
