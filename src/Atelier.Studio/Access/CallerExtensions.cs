using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Access;

/// <summary>The caller of a request.</summary>
internal static class CallerExtensions
{
    /// <summary>Who makes the request.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>()!;

    /// <summary>Requires somebody who may do the work of others.</summary>
    /// <exception cref="StudioException">The caller may not.</exception>
    public static void RequireWorker(this HttpContext context)
    {
        if (!context.Caller().MayWork)
        {
            throw new StudioException(
                403, "no_worker", "This key is not a worker's: the studio's owner makes one with 'atelier studio key'.");
        }
    }

    /// <summary>Requires the studio's owner.</summary>
    /// <exception cref="StudioException">The caller is none.</exception>
    public static void RequireOwner(this HttpContext context)
    {
        if (!context.Caller().IsOwner)
        {
            throw new StudioException(403, "owners_only", "This is for the studio's owners: use an owner's key.");
        }
    }

    /// <summary>Requires somebody who may order jobs.</summary>
    /// <exception cref="StudioException">The caller may not.</exception>
    public static void RequireArtist(this HttpContext context)
    {
        if (context.Caller().Role == "worker")
        {
            throw new StudioException(403, "worker_only", "A worker's key cannot order jobs: use an artist's.");
        }
    }
}
