using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Atelier.Studio.Page;
using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Access;

/// <summary>Who gets in: the name the studio is called by, the page a request comes from, and the key are checked before anything else.
/// </summary>
internal sealed class AccessGate(StudioOptions options, Keys keys, ChildKey child, KeyGuessing guessing)
{
    private static readonly string[] s_open = ["/healthz", "/readyz"]; // for whoever watches over it
    private static readonly Caller s_local = new() { Id = Caller.LocalUser, Name = Caller.LocalUser, Role = "owner" };

    /// <summary>Lets a request pass, with its caller.</summary>
    /// <exception cref="StudioException">It may not.</exception>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        RequireHost(context.Request);
        RequireOrigin(context.Request);
        if (!IsOpen(context.Request))
        {
            context.Features.Set(await CallerAsync(context));
        }

        await next(context);
    }

    // who has the hash of a file was given it: clients fetch the address of a picture without their key; the page asks for one itself
    private static bool IsOpen(HttpRequest request) => s_open.Contains(request.Path.Value) || PageFiles.Has(request.Path)
        || (HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments("/api/blobs", StringComparison.OrdinalIgnoreCase));

    private void RequireHost(HttpRequest request)
    {
        var name = request.Host.Host.Trim('[', ']');
        if (name != "localhost" && !IPAddress.TryParse(name, out _) && !options.Hosts.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new StudioException(
                403, "foreign_host", $"This studio is not called '{name}': start it with --host {name} if it shall be.");
        }
    }

    private void RequireOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if (!isSafe && origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}" && !options.Origins.Contains(origin))
        {
            throw new StudioException(
                403, "foreign_origin", $"Pages of {origin} may not use this studio: start it with --origin {origin} if they shall.");
        }
    }

    private async Task<Caller> CallerAsync(HttpContext context)
    {
        var key = KeyOf(context.Request);
        if (child.Is(key))
        {
            return ChildKey.Caller;
        }

        var isOwn = options.IsLocal && !Proxies.WasForwarded(context.Request);
        if (key is null)
        {
            return isOwn ? s_local
                : throw new StudioException(
                    401, "no_key", "This studio needs a key: send it as a Bearer token, as x-api-key, or as password.");
        }

        var from = CallerAddress.Of(context);
        if (!isOwn)
        {
            guessing.RequirePatience(from);
        }

        if (await keys.FindAsync(key, context.RequestAborted) is { } caller)
        {
            return caller;
        }

        if (isOwn)
        {
            return s_local; // clients that must send some key send any
        }

        guessing.Failed(from);
        throw new StudioException(401, "wrong_key", "This key is not valid here.");
    }

    // as Bearer, as the password of Basic (or its user where there is no password), or as x-api-key
    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers["x-api-key"].ToString() is { Length: > 0 } plain)
        {
            return plain;
        }

        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || header.Parameter is not { Length: > 0 } value)
        {
            return null;
        }

        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return value;
        }

        var bytes = new byte[value.Length];
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(value, bytes, out var count))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2);
        return pair is [_, { Length: > 0 } password] ? password : pair[0] is { Length: > 0 } user ? user : null;
    }
}
