using System.Data.Common;

namespace Atelier.Studio.Storage;

/// <summary>The studio's database: its queue and its memory. What differs between SQLite and PostgreSQL is here; the statements are the
/// same.</summary>
public abstract class Database : IAsyncDisposable
{
    static Database() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Raised after a commit that told events.</summary>
    public event Action? Told;

    /// <summary>The name of the dialect in the names of schema scripts: <c>sqlite</c> or <c>postgres</c>.</summary>
    internal abstract string Dialect { get; }

    /// <summary>What a statement that picks a row of the queue ends with, so that others do not wait for that row.</summary>
    internal abstract string SkipLocked { get; }

    /// <summary>The condition that a row p of <c>pictures</c> has all words of the parameter <c>words</c>.</summary>
    internal abstract string HasWords { get; }

    /// <summary>The value of that parameter, for words of letters and digits, each of which may be the beginning of a longer one.</summary>
    internal abstract string Beginnings(IEnumerable<string> words);

    /// <summary>Opens the database of a connection string, and brings its schema up to date.</summary>
    /// <param name="folder">The data folder; it holds <c>studio.db</c> where there is no connection string.</param>
    /// <param name="postgres">A connection string of PostgreSQL, or null for SQLite.</param>
    /// <exception cref="Core.OutputException">The database cannot be opened.</exception>
    public static async Task<Database> OpenAsync(string folder, string? postgres = null)
    {
        Database database = postgres is null
            ? await SqliteDatabase.CreateAsync(Path.Combine(folder, "studio.db"))
            : await PostgresDatabase.CreateAsync(postgres);
        try
        {
            await Migration.RunAsync(database);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs statements in one transaction that writes. It has reached the disk when this returns.</summary>
    public async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel = default)
    {
        Session session;
        T result;
        await using (var use = await ConnectToWriteAsync(cancel))
        {
            await using var transaction = await use.Connection.BeginTransactionAsync(cancel);
            session = new(this, use.Connection, transaction);
            await OrderAsync(session);
            result = await work(session);
            await transaction.CommitAsync(CancellationToken.None);
        }

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

    /// <summary>Runs statements that only read.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel = default)
    {
        await using var connection = await ConnectToReadAsync(cancel);
        return await work(new(this, connection, null));
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    private protected abstract Task<DbConnection> ConnectToReadAsync(CancellationToken cancel);

    private protected abstract Task<Use> ConnectToWriteAsync(CancellationToken cancel);

    // writers commit one after the other: a reader of events never sees number 8 before 7, and the limits of a user hold
    private protected abstract Task OrderAsync(Session session);

    /// <summary>A connection for as long as it is used.</summary>
    private protected sealed class Use(DbConnection connection, Func<ValueTask> end) : IAsyncDisposable
    {
        public DbConnection Connection { get; } = connection;

        public ValueTask DisposeAsync() => end();
    }
}
