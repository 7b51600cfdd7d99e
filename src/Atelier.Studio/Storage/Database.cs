using System.Data.Common;
using Atelier.Core;
using Atelier.Core.Files;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Atelier.Studio.Storage;

/// <summary>The studio's database: its queue and its memory. What differs between SQLite and PostgreSQL is here; the statements are the
/// same.</summary>
public abstract class Database : IAsyncDisposable
{
    private static readonly int[] s_full = [13, 778, 4874]; // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE

    static Database() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Raised after a commit that told events.</summary>
    public event Action? Told;

    /// <summary>The name of the dialect in the names of schema scripts: <c>sqlite</c> or <c>postgres</c>.</summary>
    internal abstract string Dialect { get; }

    /// <summary>Where rows p of <c>pictures</c> are looked for by words.</summary>
    internal abstract string Searched { get; }

    /// <summary>The row's number there, by which it is sorted without being fetched.</summary>
    internal abstract string SearchedNumber { get; }

    /// <summary>The condition that such a row has all words of the parameter <c>words</c>.</summary>
    internal abstract string HasWords { get; }

    /// <summary>The value of that parameter, for words of letters and digits, each of which may be the beginning of a longer one.</summary>
    internal abstract string Beginnings(IEnumerable<string> words);

    /// <summary>Whether there may be a database already; one of PostgreSQL is not asked.</summary>
    internal static bool Exists(string folder, string? postgres) => postgres is not null || File.Exists(FileIn(folder));

    /// <summary>Opens the database of a connection string, and brings its schema up to date.</summary>
    /// <param name="folder">The data folder; it holds <c>studio.db</c> where there is no connection string.</param>
    /// <param name="postgres">A connection string of PostgreSQL, or null for SQLite.</param>
    /// <exception cref="OutputException">The database cannot be opened.</exception>
    public static async Task<Database> OpenAsync(string folder, string? postgres = null)
    {
        Database database = postgres is null
            ? await SqliteDatabase.CreateAsync(FileIn(folder))
            : await PostgresDatabase.CreateAsync(postgres);
        try
        {
            await Migration.RunAsync(database);
            return database;
        }
        catch (SqliteException e)
        {
            await database.DisposeAsync();
            throw new OutputException(
                $"The database in '{folder}' cannot be written ({e.Message.TrimEnd('.')}): choose a folder that can be written to.", e);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Requires that a connection string can be read; nothing is connected.</summary>
    /// <param name="postgres">A connection string of PostgreSQL, or null.</param>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void RequireConnection(string? postgres)
    {
        if (postgres is not null)
        {
            _ = PostgresDatabase.Settings(postgres);
        }
    }

    /// <summary>Whether an error says that the database is away or its disk is full: it may go on later.</summary>
    internal static bool IsAway(Exception error) => error is DbException or TimeoutException or IOException or DiskFullException;

    /// <summary>Runs statements in one transaction that writes. It has reached the disk when this returns.</summary>
    /// <exception cref="DiskFullException">There is no room.</exception>
    public async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel = default)
    {
        var (result, session) = await TransactAsync(work, isNote: false, cancel);
        session.AfterCommit.ForEach(action => action());
        if (session.HasTold)
        {
            Told?.Invoke();
        }

        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<Session, Task> work, CancellationToken cancel = default) => WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        cancel);

    /// <summary>Runs a statement that writes what may be lost when the power fails, such as a sign of life. It does not wait for the disk,
    /// nor for its turn among those that tell events, and tells none itself.</summary>
    /// <exception cref="DiskFullException">There is no room.</exception>
    public async Task<T> NoteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel = default) =>
        (await TransactAsync(work, isNote: true, cancel)).Result;

    /// <summary>Runs statements that only read.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel = default)
    {
        await using var connection = await ConnectToReadAsync(cancel);
        return await work(new(this, connection, null));
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    private async Task<(T Result, Session Session)> TransactAsync<T>(Func<Session, Task<T>> work, bool isNote, CancellationToken cancel)
    {
        try
        {
            await using var use = await ConnectToWriteAsync(isNote, cancel);
            await using var transaction = isNote ? null : await use.Connection.BeginTransactionAsync(cancel);
            var session = new Session(this, use.Connection, transaction);
            if (transaction is null)
            {
                return (await work(session), session);
            }

            await OrderAsync(session);
            var result = await work(session);
            await transaction.CommitAsync(CancellationToken.None);
            return (result, session);
        }
        catch (DbException e) when (IsFull(e))
        {
            throw new DiskFullException("The disk of the database is full: free some room.", e);
        }
    }

    private static bool IsFull(DbException error) => error switch
    {
        SqliteException sqlite => s_full.Contains(sqlite.SqliteExtendedErrorCode),
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.DiskFull,
        _ => false,
    };

    private static string FileIn(string folder) => Path.Combine(folder, "studio.db");

    private protected abstract Task<DbConnection> ConnectToReadAsync(CancellationToken cancel);

    private protected abstract Task<Use> ConnectToWriteAsync(bool isNote, CancellationToken cancel);

    // writers commit one after the other, notes aside: a reader of events never sees number 8 before 7, and the limits of a user hold
    private protected abstract Task OrderAsync(Session session);

    /// <summary>A connection for as long as it is used.</summary>
    private protected sealed class Use(DbConnection connection, Func<ValueTask> end) : IAsyncDisposable
    {
        public DbConnection Connection { get; } = connection;

        public ValueTask DisposeAsync() => end();
    }
}
