using System.Text.Json;
using Atelier.Core;
using Atelier.Hub;

namespace Atelier.Work.Kinds.Models;

/// <summary>A model of the catalogue, downloaded to the worker's machine; a download that was interrupted goes on.</summary>
public sealed class GetModelKind()
    : JobKind<GetModelInput>("get-model", "Downloads a published model to the worker's machine.", isForOwners: true)
{
    private const long Megabyte = 1_000_000;

    /// <inheritdoc/>
    protected override Completed Plan(GetModelInput input, int index)
    {
        var entry = Catalogue.Find(input.Name!)!;
        return ModelHub.Names.Contains(entry.FolderName)
            ? throw new OptionException($"{entry.Name} is installed already.", "name")
            : new(input, [], [], entry.Megabytes);
    }

    /// <inheritdoc/>
    protected override JobResult Run(GetModelInput input, JobRun run)
    {
        var entry = Catalogue.Find(input.Name!)!;
        var progress = new SynchronousProgress<FetchProgress>(at =>
        {
            var total = Math.Max(at.Done, at.Total ?? entry.Megabytes * Megabyte);
            run.Report(new((int)(at.Done / Megabyte), (int)Math.Max(1, total / Megabyte), Message: $"{at.File}, in MB"));
        });
        _ = Download.RunAsync(entry, ModelHub.Downloads, progress, run.Stopping).GetAwaiter().GetResult();
        return new(
            [], JsonSerializer.SerializeToElement(new { entry.Name, entry.Kind, entry.Licence, entry.Source }, JsonSerializerOptions.Web),
            $"{entry.Name} is installed ({entry.Licence}).");
    }
}
