using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace Atelier.Studio.Access;

/// <summary>Proxies before the studio, which say for whom they ask.</summary>
internal static class Proxies
{
    private static readonly string[] s_marks = ["X-Forwarded-For", "Forwarded"];

    /// <summary>Takes the address and the scheme of a caller from what these proxies say; from anybody else, it is not heeded. The host is
    /// never taken from there: proxies pass a header on that a page in a browser has set.</summary>
    public static void Trust(IApplicationBuilder app, IReadOnlyList<IPAddress> proxies)
    {
        if (proxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // through several proxies, as far as each is trusted
        };
        options.KnownProxies.Clear(); // which has loopback
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownProxies.Add(proxy);
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>Whether a proxy passed a request on: then it may be anybody's.</summary>
    public static bool WasForwarded(HttpRequest request) => s_marks.Any(request.Headers.ContainsKey);
}
