using System.Diagnostics;
using System.Net;
using Atelier.Studio.Jobs;

namespace Atelier.Studio;

/// <summary>How a studio is run.</summary>
public sealed record StudioOptions
{
    /// <summary>Where it listens. Other machines reach it only where this is no loopback address; then every request needs a key.
    /// </summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 7860);

    /// <summary>The folder of its database and files.</summary>
    public required string Folder { get; init; }

    /// <summary>A connection string of PostgreSQL; null for a database of its own in the folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>A bucket for its files, such as <c>s3://bucket/folder</c>; null for the folder.</summary>
    public string? Bucket { get; init; }

    /// <summary>Names by which it is reached, besides addresses and localhost. Others are refused: a web page could otherwise give its
    /// own name the studio's address, and speak to it.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Origins of web pages, besides its own, that may send it requests.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed: callers are then told apart by their own
    /// addresses. A studio behind a proxy is reached by others, so every request needs a key.</summary>
    public IReadOnlyList<IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>Whether webhooks may go to this machine and its network, not to the internet alone.</summary>
    public bool PrivateWebhooks { get; init; }

    /// <summary>Requests a minute that one user may send; workers and the user of a studio without keys send as many as they like.
    /// </summary>
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>The command of a worker for this address, which finds its key in <c>ATELIER_KEY</c>; null for no worker of its own.
    /// </summary>
    public Func<Uri, ProcessStartInfo>? Worker { get; init; }

    /// <summary>On what terms workers hold jobs.</summary>
    public LeaseTerms Lease { get; init; } = LeaseTerms.Default;

    /// <summary>How long an answer that waits for pictures may be silent: clients give up on those that send nothing.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a stream of events speaks, even where nothing happens.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether each entry of the log is a JSON object.</summary>
    public bool JsonLog { get; init; }

    /// <summary>Receives what happens, line by line.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Whether only this machine reaches it.</summary>
    internal bool IsLocal => IPAddress.IsLoopback(Listen.Address) && TrustedProxies.Count == 0;
}
