using System.Data.Common;
using Atelier.Core;
using Microsoft.Data.Sqlite;

namespace Atelier.Studio.Storage;

/// <summary>The embedded database: one file, one studio. SQLite has one writer at a time, so there is one connection that writes, and
/// whoever writes waits for it here instead of polling a lock of the file.</summary>
internal sealed class SqliteDatabase : Database
{
    private const int FileIsNoDatabase = 26;
    private const string Durable = "pragma synchronous=full"; // a commit outlives a power cut
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _turn = new(1);

    private SqliteDatabase(SqliteConnection writer) => _writer = writer;

    internal override string Dialect => "sqlite";

    internal override string Searched => "picture_words f cross join pictures p on p.number = f.rowid"; // in this order

    internal override string SearchedNumber => "f.rowid";

    internal override string HasWords => "f.picture_words match @words";

    internal override string Beginnings(IEnumerable<string> words) => string.Join(' ', words.Select(word => $"\"{word}\"*"));

    public static async Task<SqliteDatabase> CreateAsync(string path)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true };
        var writer = new SqliteConnection(settings.ToString());
        try
        {
            await writer.OpenAsync();
            await RunAsync(writer, $"pragma journal_mode=wal; {Durable}");
            return new(writer);
        }
        catch (SqliteException e)
        {
            await writer.DisposeAsync();
            throw new OutputException(
                e.SqliteErrorCode == FileIsNoDatabase
                    ? $"'{path}' is no database of a studio: move it away, or choose another data folder."
                    : $"The database '{path}' cannot be opened ({e.Message.TrimEnd('.')}): choose a folder that can be written to.", e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        SqliteConnection.ClearPool(_writer);
        await _writer.DisposeAsync();
        _turn.Dispose();
    }

    private protected override async Task<DbConnection> ConnectToReadAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(_writer.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    private protected override async Task<Use> ConnectToWriteAsync(bool isNote, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await RunAsync(_writer, isNote ? "pragma synchronous=normal" : Durable);
            return new(_writer, () =>
            {
                _turn.Release();
                return ValueTask.CompletedTask;
            });
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    private protected override Task OrderAsync(Session session) => Task.CompletedTask;

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
