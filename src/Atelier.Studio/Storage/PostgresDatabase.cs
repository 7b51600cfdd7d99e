using System.Data.Common;
using System.Net.Sockets;
using Atelier.Core;
using Dapper;
using Npgsql;

namespace Atelier.Studio.Storage;

/// <summary>A database that several studios share.</summary>
internal sealed class PostgresDatabase : Database
{
    private const long Lock = 0x4174656C696572; // "Atelier", of all studios on this database
    private const int Connections = 20; // of a studio: a server has a hundred by default, and writers wait for each other anyway
    private const string Unreadable = "that is no connection string";
    private const int Patience = 60;    // seconds, for a free one
    private const int NoteConnections = 5;
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _notes;

    private PostgresDatabase(NpgsqlDataSource source, NpgsqlDataSource notes) => (_source, _notes) = (source, notes);

    internal override string Dialect => "postgres";

    internal override string Searched => "pictures p";

    internal override string SearchedNumber => "p.number";

    internal override string HasWords => "p.search @@ to_tsquery('simple', @words)";

    internal override string Beginnings(IEnumerable<string> words) => string.Join(" & ", words.Select(word => $"{word}:*"));

    public static async Task<PostgresDatabase> CreateAsync(string connection)
    {
        var settings = Settings(connection);
        NpgsqlDataSource? source = null;
        try
        {
            settings.MaxPoolSize = settings.ShouldSerialize("Maximum Pool Size") ? settings.MaxPoolSize : Connections;
            settings.Timeout = Math.Max(settings.Timeout, Patience);
            source = NpgsqlDataSource.Create(settings);
            await (await source.OpenConnectionAsync()).DisposeAsync();
            return new(source, CreateNotes(settings));
        }
        catch (Exception e) when (e is DbException or ArgumentException or SocketException or TimeoutException)
        {
            if (source is not null)
            {
                await source.DisposeAsync();
            }

            throw Unreachable(e is ArgumentException ? Unreadable : e.Message.Split('\n')[0].TrimEnd('.'), e);
        }
    }

    /// <summary>The settings of a connection string.</summary>
    /// <exception cref="OutputException">It cannot be read.</exception>
    public static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connection);
            return settings.Host is not null ? settings : throw new ArgumentException("It names no host.", nameof(connection));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw Unreachable(Unreadable, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _notes.DisposeAsync();
        await _source.DisposeAsync();
    }

    private protected override async Task<DbConnection> ConnectToReadAsync(CancellationToken cancel) =>
        await _source.OpenConnectionAsync(cancel);

    private protected override async Task<Use> ConnectToWriteAsync(bool isNote, CancellationToken cancel)
    {
        var connection = await (isNote ? _notes : _source).OpenConnectionAsync(cancel);
        return new(connection, connection.DisposeAsync);
    }

    private protected override Task OrderAsync(Session session) => session.RunAsync($"select pg_advisory_xact_lock({Lock})");

    // its connections do not wait for the disk
    private static NpgsqlDataSource CreateNotes(NpgsqlConnectionStringBuilder settings)
    {
        const string Quick = "set synchronous_commit = off";
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        (builder.ConnectionStringBuilder.NoResetOnClose, builder.ConnectionStringBuilder.MaxPoolSize) = (true, NoteConnections);
        builder.UsePhysicalConnectionInitializer(
            connection => connection.Execute(Quick), async connection => _ = await connection.ExecuteAsync(Quick));
        return builder.Build();
    }

    private static OutputException Unreachable(string reason, Exception inner) => new(
        $"PostgreSQL cannot be reached ({reason}): a connection string such as " +
        "\"Host=db;Database=atelier;Username=atelier;Password=…\" is needed.", inner);
}
