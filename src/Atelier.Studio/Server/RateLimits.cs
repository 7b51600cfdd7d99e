using System.Threading.RateLimiting;
using Atelier.Studio.Access;
using Atelier.Studio.Page;
using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Server;

/// <summary>Keeps one caller from taking the studio from all others: each has a bucket of tokens, and a request takes one.</summary>
internal sealed class RateLimits(StudioOptions options) : IDisposable
{
    private const int Seconds = 60;
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new()
        {
            TokenLimit = options.RequestsPerMinute,
            TokensPerPeriod = Math.Max(1, options.RequestsPerMinute / Seconds),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, (double)Seconds / options.RequestsPerMinute)),
            QueueLimit = 0,
        }));

    /// <summary>Lets a request pass.</summary>
    /// <exception cref="StudioException">The caller sends too many.</exception>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var caller = context.Features.Get<Caller>();
        var path = context.Request.Path; // of files, a view asks for hundreds
        var isFile = PageFiles.Has(path) || path.StartsWithSegments("/api/blobs", StringComparison.OrdinalIgnoreCase);
        if (isFile)
        {
            await next(context);
            return;
        }

        if (caller is null || (!caller.MayWork && caller.Id != Caller.LocalUser))
        {
            using var lease = _limiter.AttemptAcquire(caller?.Id ?? $"at {CallerAddress.Of(context)}");
            if (!lease.IsAcquired)
            {
                var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                throw new StudioException(
                    429, "too_many_requests", $"More than {options.RequestsPerMinute} requests a minute came from you: send fewer.")
                {
                    RetryAfter = (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds)),
                };
            }
        }

        await next(context);
    }

    public void Dispose() => _limiter.Dispose();
}
