using System.Text.RegularExpressions;
using Atelier.Studio.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>Keys and users, for the studio's owner.</summary>
internal static partial class KeysFace
{
    private const int MostRunning = 10_000;
    private static readonly string[] s_roles = ["artist", "owner", "worker"];

    public static void Map(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("keys").AddEndpointFilter(async (call, next) =>
        {
            call.HttpContext.RequireOwner();
            return await next(call);
        });
        keys.MapGet("", (Keys all, CancellationToken cancel) => all.ListAsync(cancel)).WithSummary("The keys, without their secrets.");
        keys.MapPost("", AddAsync).WithSummary("Make a key for a user, who is created if there is none of that name. It is shown once.");
        keys.MapDelete("/{id}", RevokeAsync).WithSummary("Take a key away.");
    }

    private static async Task<Created<NewKeyView>> AddAsync(HttpContext context, NewKey body, Keys keys)
    {
        var (user, role) = (body.User.Trim(), body.Role);
        if (!Name().IsMatch(user) || user == Caller.LocalUser)
        {
            throw new StudioException(
                400, "invalid", "A user's name has 1 to 64 letters, digits, dots and hyphens, and is not 'local'.") { Field = "user" };
        }

        if (!s_roles.Contains(role) || body.Running is < 1 or > MostRunning)
        {
            throw new StudioException(400, "invalid", $"role is artist, owner or worker, and running 1 to {MostRunning}.")
            {
                Field = s_roles.Contains(role) ? "running" : "role",
            };
        }

        var key = await keys.CreateAsync(user, role, body.Running);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created("/api/keys", new NewKeyView(user, role, key));
    }

    private static async Task<NoContent> RevokeAsync(string id, Keys keys, StudioOptions options)
    {
        await keys.RevokeOneAsync(id, mustLeaveOwner: !options.IsLocal);
        return TypedResults.NoContent();
    }

    [GeneratedRegex(@"\A[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}\z")]
    private static partial Regex Name();

    /// <summary>A key to make.</summary>
    /// <param name="User">Whose it is.</param>
    /// <param name="Role"><c>artist</c>, <c>owner</c> or <c>worker</c>.</param>
    /// <param name="Running">Jobs of a new artist that may run at the same time.</param>
    internal sealed record NewKey(string User, string Role = "artist", int Running = 1);

    /// <summary>A new key.</summary>
    /// <param name="User">Whose it is.</param>
    /// <param name="Role">What it opens.</param>
    /// <param name="Key">The key, which is never shown again.</param>
    internal sealed record NewKeyView(string User, string Role, string Key);
}
