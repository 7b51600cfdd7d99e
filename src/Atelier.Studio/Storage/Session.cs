using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Atelier.Studio.Storage;

/// <summary>Statements within one transaction, or reads outside of one.</summary>
public sealed class Session
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;

    internal Session(Database database, DbConnection connection, DbTransaction? transaction) =>
        (Database, _connection, _transaction) = (database, connection, transaction);

    /// <summary>The database it belongs to.</summary>
    public Database Database { get; }

    /// <summary>What to do once the transaction has committed; nothing of it if it rolls back.</summary>
    internal List<Action> AfterCommit { get; } = [];

    /// <summary>Whether it told an event.</summary>
    internal bool HasTold { get; private set; }

    /// <summary>The rows of a query; columns are matched to properties by name.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? values = null) =>
        [.. await _connection.QueryAsync<T>(sql, values, _transaction)];

    /// <summary>The first row of a query, or null.</summary>
    public Task<T?> FirstAsync<T>(string sql, object? values = null) =>
        _connection.QueryFirstOrDefaultAsync<T>(sql, values, _transaction);

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows that it changed.</returns>
    public Task<int> RunAsync(string sql, object? values = null) => _connection.ExecuteAsync(sql, values, _transaction);

    /// <summary>Tells an event to whoever listens, once the transaction has committed.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="job">The job, or null.</param>
    /// <param name="type">Such as <c>job.finished</c>.</param>
    /// <param name="data">What is written as JSON.</param>
    /// <param name="now">The time in Unix ms.</param>
    public Task TellAsync(string user, string? job, string type, object data, long now)
    {
        HasTold = true;
        return RunAsync(
            "insert into events (user_id, job_id, type, data, at) values (@user, @job, @type, @data, @now)",
            new { user, job, type, data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web), now });
    }
}
