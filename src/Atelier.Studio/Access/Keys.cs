using System.Security.Cryptography;
using System.Text;
using Atelier.Core;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Access;

/// <summary>The keys by which callers prove who they are: <c>atk_ID_SECRET</c>. The database has only the secret's SHA-256.</summary>
public sealed class Keys(Database database, TimeProvider time)
{
    private const string Prefix = "atk_";
    private const int SecretBytes = 32;
    private const int ManyJobs = 1_000_000; // an owner is not limited

    /// <summary>Makes sure that the user of a studio without keys is there.</summary>
    public Task<Caller> EnsureLocalUserAsync() => database.WriteAsync(
        session => EnsureUserAsync(session, Caller.LocalUser, Caller.LocalUser, "owner", 1));

    /// <summary>Creates a key for a user, who is created if there is none of that name.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="role"><c>owner</c>, <c>artist</c> or <c>worker</c>.</param>
    /// <param name="runningMax">Jobs of an artist that may run at the same time.</param>
    /// <returns>The key; it is never shown again.</returns>
    /// <exception cref="OptionException">The user has another role.</exception>
    public Task<string> CreateAsync(string user, string role, int runningMax = 1) => database.WriteAsync(async session =>
    {
        var owner = await EnsureUserAsync(session, Ids.New(), user, role, runningMax);
        if (owner.Role != role)
        {
            throw new OptionException($"{user} is an {owner.Role} already: a key of another role needs another name.");
        }

        var (id, secret) = (Ids.New(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));
        await session.RunAsync(
            """
            insert into api_keys (id, user_id, secret_sha256, label, created_at) values (@id, @user, @hash, @label, @now)
            """,
            new { id, user = owner.Id, hash = Hash(secret), label = user, now = time.Now() });
        return $"{Prefix}{id}_{secret}";
    });

    /// <summary>Takes all keys of a user's name away.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RevokeAsync(string user) => database.WriteAsync(session => session.RunAsync(
        "update api_keys set revoked_at = @now where revoked_at is null and user_id in (select id from users where name = @user)",
        new { user, now = time.Now() }));

    /// <summary>All keys, without their secrets: the newest first.</summary>
    public Task<IReadOnlyList<KeyInfo>> ListAsync(CancellationToken cancel = default) => database.ReadAsync(
        session => session.ListAsync<KeyInfo>(
            """
            select k.id, u.name as user, u.role, u.running_max, k.created_at, k.revoked_at from api_keys k join users u on u.id = k.user_id
            order by k.created_at desc, k.id desc
            """),
        cancel);

    /// <summary>Takes one key away.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="mustLeaveOwner">Whether the last key of an owner is refused: without it nobody could make another one here.</param>
    /// <exception cref="StudioException">There is no such key, or it is the last one of an owner.</exception>
    public Task RevokeOneAsync(string id, bool mustLeaveOwner) => database.WriteAsync(async session =>
    {
        var owners = await session.ListAsync<string>(
            "select k.id from api_keys k join users u on u.id = k.user_id where k.revoked_at is null and u.role = 'owner'");
        if (mustLeaveOwner && owners is [var last] && last == id)
        {
            throw new StudioException(409, "last_owner", "This is the last key of an owner: make another one first.");
        }

        _ = await session.RunAsync(
            "update api_keys set revoked_at = @now where id = @id and revoked_at is null", new { id, now = time.Now() }) == 1
            ? 1 : throw StudioException.NotFound("such key");
    });

    /// <summary>Whether any key is valid.</summary>
    public async Task<bool> AnyAsync() => await database.ReadAsync(session => session.FirstAsync<int>(
        "select count(*) from api_keys where revoked_at is null")) > 0;

    /// <summary>Whose key it is; null if it is nobody's. The comparison takes the same time for every secret.</summary>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancel = default)
    {
        if (key.Split('_') is not ["atk", var id, var secret])
        {
            return null;
        }

        var found = await database.ReadAsync(
            session => session.FirstAsync<KeyRow>(
                """
                select k.secret_sha256, u.id, u.name, u.role from api_keys k join users u on u.id = k.user_id
                where k.id = @id and k.revoked_at is null and u.disabled_at is null and (k.expires_at is null or k.expires_at > @now)
                """,
                new { id, now = time.Now() }),
            cancel);
        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(found?.SecretSha256 ?? Hash("")), Encoding.ASCII.GetBytes(Hash(secret)));
        return isRight && found is not null ? new() { Id = found.Id, Name = found.Name, Role = found.Role } : null;
    }

    private async Task<Caller> EnsureUserAsync(Session session, string id, string name, string role, int runningMax)
    {
        var (queued, running) = role == "owner" ? (ManyJobs, ManyJobs) : (100, runningMax);
        await session.RunAsync(
            """
            insert into users (id, name, role, queued_max, running_max, created_at) values (@id, @name, @role, @queued, @running, @now)
            on conflict (name) do nothing
            """,
            new { id, name, role, queued, running, now = time.Now() });
        return (await session.FirstAsync<Caller>("select id, name, role from users where name = @name", new { name }))!;
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private sealed record KeyRow
    {
        public required string SecretSha256 { get; init; }

        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Role { get; init; }
    }
}
