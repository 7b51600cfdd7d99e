using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Hub;
using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Storage;
using Atelier.Studio.Webhooks;
using Atelier.Work.Kinds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>What the studio can do, and who is here.</summary>
internal static class AboutFace
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/capabilities", Capabilities).WithTags("about")
            .WithSummary("The kinds of jobs, with the JSON schema of their options, and the limits.");
        api.MapGet("/models", Models).WithTags("about").WithSummary("The installed models.");
        api.MapGet("/catalogue", Published).WithTags("about")
            .WithSummary("The published models, of which a job of kind get-model downloads one.");
        api.MapGet("/workers", WorkersAsync).WithTags("about").WithSummary("The workers of the last minutes.");
        api.MapGet("/webhook-secret", SecretAsync).WithTags("about")
            .WithSummary("The secret with which messages to your webhooks are signed, by standardwebhooks.com.");
        api.MapGet("/me", (HttpContext context) => context.Caller()).WithTags("about").WithSummary("Who the caller is.");
    }

    /// <summary>The installed models.</summary>
    public static IEnumerable<ModelView> Models() => ModelHub.Names.Select(name => (name, files: ModelHub.Find(name))).Select(model =>
        new ModelView(
            model.name, ModelNames.KindOf(model.name), new FileInfo(model.files.Weights).Length,
            model.files.Config.Integer("imagine.size"), model.files.Config.Integer("imagine.iterations")));

    /// <summary>The published models.</summary>
    public static IEnumerable<CatalogueView> Published()
    {
        var installed = ModelHub.Names;
        return Catalogue.Entries.Select(entry => new CatalogueView(
            entry.Name, entry.Kind, entry.Megabytes, entry.Licence, entry.Source, installed.Contains(entry.FolderName)));
    }

    private static async Task<SecretView> SecretAsync(HttpContext context, WebhookSecrets secrets, CancellationToken cancel)
    {
        context.RequireArtist();
        return new(await secrets.OfAsync(context.Caller().Id, cancel));
    }

    private static CapabilitiesView Capabilities(IReadOnlyList<IJobKind> kinds) => new(
        [.. kinds.Select(kind => new KindView(kind.Name, kind.Summary, kind.IsForOwners, InputJson.Schema(kind.Input)))],
        new(BlobLibrary.MaxBytes));

    private static async Task<IReadOnlyList<WorkerView>> WorkersAsync(Database database, TimeProvider time, CancellationToken cancel)
    {
        const long Recent = 10 * 60 * 1000;
        var rows = await database.ReadAsync(
            session => session.ListAsync<WorkerRow>(
                """
                select w.id, w.name, w.version, w.kinds, w.device, w.models, w.memory_bytes, w.seen_at, j.id as job
                from workers w left join jobs j on j.worker_id = w.id and j.state = 'running'
                where w.seen_at > @recent or j.id is not null order by w.name, w.id
                """,
                new { recent = time.Now() - Recent }),
            cancel);
        return
        [
            .. rows.Select(row => new WorkerView(
                row.Id, row.Name, row.Version, JsonSerializer.Deserialize<string[]>(row.Kinds)!, row.Device,
                JsonSerializer.Deserialize<string[]>(row.Models)!, row.MemoryBytes, row.SeenAt, row.Job)),
        ];
    }

    /// <summary>The secret of webhooks.</summary>
    internal sealed record SecretView(string Secret);

    /// <summary>An installed model.</summary>
    /// <param name="Name">Its name in requests.</param>
    /// <param name="Kind">Such as <c>vqgan</c>; null where its files do not say.</param>
    /// <param name="Bytes">The size of its weights.</param>
    /// <param name="Size">Pixels a side at which it imagines, of a generator.</param>
    /// <param name="Iterations">Iterations by default, of a generator.</param>
    internal sealed record ModelView(string Name, string? Kind, long Bytes, int? Size, int? Iterations);

    /// <summary>A published model.</summary>
    /// <param name="Name">Its published name.</param>
    /// <param name="Kind">Such as <c>clip</c>.</param>
    /// <param name="Megabytes">The approximate size of its files.</param>
    /// <param name="Licence">Its licence.</param>
    /// <param name="Source">Its publisher.</param>
    /// <param name="Installed">Whether it is on the studio's machine.</param>
    internal sealed record CatalogueView(string Name, string Kind, int Megabytes, string Licence, string Source, bool Installed);

    /// <summary>A kind of job.</summary>
    /// <param name="Name">Its name in orders.</param>
    /// <param name="Summary">What it does.</param>
    /// <param name="ForOwners">Whether only an owner may order it.</param>
    /// <param name="Input">The JSON schema of its options.</param>
    internal sealed record KindView(string Name, string Summary, bool ForOwners, JsonNode Input);

    /// <summary>What the studio can do.</summary>
    internal sealed record CapabilitiesView(IReadOnlyList<KindView> Kinds, LimitsView Limits);

    /// <summary>The largest upload, in bytes.</summary>
    internal sealed record LimitsView(int UploadBytes);

    /// <summary>A worker, when it last asked for work, and the job it does.</summary>
    internal sealed record WorkerView(
        string Id, string Name, string Version, IReadOnlyList<string> Kinds, string Device, IReadOnlyList<string> Models, long? MemoryBytes,
        long SeenAt, string? Job);

    private sealed record WorkerRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Version { get; init; }

        public required string Kinds { get; init; }

        public required string Device { get; init; }

        public required string Models { get; init; }

        public long? MemoryBytes { get; init; }

        public long SeenAt { get; init; }

        public string? Job { get; init; }
    }
}
