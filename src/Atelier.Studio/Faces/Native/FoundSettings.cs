using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Studio.Blobs;
using Atelier.Studio.Gallery;
using Atelier.Studio.Jobs;
using Atelier.Work.Kinds.Imagine;

namespace Atelier.Studio.Faces.Native;

/// <summary>What an uploaded picture says of how it was made: a picture of this gallery by its job, another one by its record.</summary>
internal sealed class FoundSettings(PictureShelf shelf, JobReader jobs)
{
    /// <summary>The settings of a picture; null if it has none that can be used.</summary>
    /// <param name="blob">The picture.</param>
    /// <param name="bytes">Its file.</param>
    /// <param name="user">Whose pictures are looked at; null for everybody's.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<FoundView?> FindAsync(BlobRow blob, byte[] bytes, string? user, CancellationToken cancel)
    {
        if (await shelf.FindAsync(blob.Sha256, user, cancel) is { } picture)
        {
            var job = await jobs.GetAsync(picture.JobId, user, cancel);
            return new(job.Kind, JobViews.Json(job.Input)!.Value, picture.Number);
        }

        return await Uploads.TextAsync(bytes, ImagineOptions.Key, cancel) is { } text && ImagineRecord.Read(text) is { } input
            ? new("imagine", input, null) : null;
    }
}

/// <summary>How a picture was made.</summary>
/// <param name="Kind">The kind of job.</param>
/// <param name="Input">Its options.</param>
/// <param name="Picture">Its number in the gallery, if it is there.</param>
internal sealed record FoundView(string Kind, JsonElement Input, long? Picture);
