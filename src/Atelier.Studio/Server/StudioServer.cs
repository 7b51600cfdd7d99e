using System.Net;
using System.Net.Sockets;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Events;
using Atelier.Studio.Faces;
using Atelier.Studio.Faces.A1111;
using Atelier.Studio.Faces.Native;
using Atelier.Studio.Faces.OpenAi;
using Atelier.Studio.Gallery;
using Atelier.Studio.Jobs;
using Atelier.Studio.Page;
using Atelier.Studio.Storage;
using Atelier.Studio.Webhooks;
using Atelier.Work.Kinds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Atelier.Studio.Server;

/// <summary>A studio: the queue, its faces over HTTP, and a worker of its own.</summary>
public static class StudioServer
{
    private const long LargestBody = 100 << 20; // several pictures in base64
    private const long LargestOrder = 1 << 20;  // which names pictures by their ids
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(5);

    /// <summary>Runs a studio until it is cancelled.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="AtelierException">The folder is in use or cannot be written to, the address is taken, or a key is missing.
    /// </exception>
    public static async Task RunAsync(StudioOptions options, CancellationToken cancel)
    {
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        RequireFree(options.Listen);
        if (!options.IsLocal && !Database.Exists(options.Folder, options.Postgres))
        {
            throw NoKey(options);
        }

        using var bucket = options.Bucket is null ? null : new S3Blobs(options.Bucket);
        await (bucket?.CheckAsync(cancel) ?? Task.CompletedTask);
        using var held = options.Postgres is null ? OwnerLock.AcquireFolder(options.Folder) : null;
        await using var database = await Database.OpenAsync(options.Folder, options.Postgres);
        var keys = new Keys(database, TimeProvider.System);
        await keys.EnsureLocalUserAsync();
        if (!options.IsLocal && !await keys.AnyAsync())
        {
            throw NoKey(options);
        }

        await new JobQueue(database, TimeProvider.System, options.Lease).ProlongAsync();
        await using var app = Build(options, database, keys, bucket);
        await StartAsync(app, options, cancel);
        var address = Address(app);
        options.Say($"The studio is at {address}");
        var worker = options.Worker is null ? Task.CompletedTask
            : new ChildWorker(options, app.Services.GetRequiredService<ChildKey>()).RunAsync(Local(address), cancel);
        await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        await worker; // it gives its job back while the studio still listens
        await app.StopAsync(CancellationToken.None);
    }

    private static WebApplication Build(StudioOptions options, Database database, Keys keys, S3Blobs? bucket)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Atelier.Studio", ContentRootPath = options.Folder });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        Logs.Add(builder, options.JsonLog);
        var services = builder.Services;
        services.AddRoutingCore().AddOpenApi();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdown);
        services.AddSingleton(options).AddSingleton(options.Lease).AddSingleton(TimeProvider.System);
        services.AddSingleton(database).AddSingleton(keys);
        IBlobStore blobs = bucket is null ? new FolderBlobs(Path.Combine(options.Folder, "blobs")) : bucket;
        services.AddSingleton(blobs).AddSingleton<BlobLibrary>();
        services.AddSingleton(provider => new Thumbnails(
            provider.GetRequiredService<BlobLibrary>(), Path.Combine(options.Folder, "thumbs")));
        services.AddSingleton<LooseBlobs>().AddSingleton<PictureShelf>().AddSingleton<BoardShelf>().AddSingleton<FoundSettings>();
        services.AddSingleton<JobIntake>().AddSingleton<JobQueue>().AddSingleton<LeasedJob>().AddSingleton<JobControl>()
            .AddSingleton<JobReader>().AddSingleton<QueuePlaces>().AddSingleton<QueueReader>();
        services.AddSingleton<EventHub>().AddSingleton<EventFeed>().AddSingleton<JobWatch>().AddSingleton<Ending>();
        services.AddSingleton<ChildKey>().AddSingleton<KeyGuessing>().AddSingleton<AccessGate>().AddSingleton<ErrorAnswers>();
        services.AddSingleton(JobKinds.Create()).AddSingleton<JobOrders>().AddSingleton<JobViews>().AddSingleton<Uploads>();
        services.AddSingleton<LongAnswer>().AddSingleton<FinishedJobs>().AddSingleton<ImageStream>().AddSingleton<ImagesFace>();
        services.AddSingleton<A1111Models>().AddSingleton<A1111Face>();
        services.AddSingleton<IErrorShape, OpenAiErrors>().AddSingleton<IErrorShape, A1111Errors>();
        services.AddSingleton<Outbox>().AddSingleton<WebhookSecrets>().AddSingleton<RateLimits>();
        services.AddHostedService<Housekeeping>().AddHostedService<Deliverer>();
        Telemetry.Add(builder);

        var app = builder.Build();
        app.Use(next => context => app.Services.GetRequiredService<ErrorAnswers>().InvokeAsync(context, next));
        Proxies.Trust(app, options.TrustedProxies);
        app.Use(next => context => app.Services.GetRequiredService<AccessGate>().InvokeAsync(context, next));
        app.Use(next => context => app.Services.GetRequiredService<RateLimits>().InvokeAsync(context, next));
        app.UseRouting();
        Health.Map(app);
        PageFiles.Map(app);
        app.MapOpenApi();
        var api = app.MapGroup("/api").WithMetadata(new RequestSizeLimitAttribute(LargestOrder));
        AboutFace.Map(api);
        BoardsFace.Map(api);
        FilesFace.Map(api);
        GridFace.Map(api);
        JobsFace.Map(api);
        KeysFace.Map(api);
        PicturesFace.Map(api);
        QueueFace.Map(api);
        StylesFace.Map(api);
        WordsFace.Map(api);
        WorkFace.Map(api);
        ImagesFace.Map(app.MapGroup("/v1"));
        A1111Face.Map(app.MapGroup("/sdapi/v1"));
        return app;
    }

    private static async Task StartAsync(WebApplication app, StudioOptions options, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException e)
        {
            throw Taken(options.Listen, e);
        }
    }

    // before anything is written
    private static void RequireFree(IPEndPoint address)
    {
        try
        {
            using var trial = new TcpListener(address);
            trial.Start();
        }
        catch (SocketException e)
        {
            throw Taken(address, e);
        }
    }

    private static OptionException Taken(IPEndPoint address, Exception e) => new(
        $"The studio cannot listen at {address} ({e.Message.TrimEnd('.')}): another address or port is needed.",
        nameof(StudioOptions.Listen));

    private static OptionException NoKey(StudioOptions options)
    {
        var way = options.TrustedProxies.Count > 0 ? "Through a proxy" : $"At {options.Listen.Address}";
        return new(
            $"{way} others can reach the studio, and it has no key yet: 'atelier studio key NAME' makes one.", nameof(options.Listen));
    }

    private static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    // a worker on this machine
    private static Uri Local(Uri address) => address.Host is "0.0.0.0" or "[::]"
        ? new UriBuilder(address) { Host = IPAddress.Loopback.ToString() }.Uri : address;
}
