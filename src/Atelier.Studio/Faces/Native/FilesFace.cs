using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Work.Kinds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>Files in and out.</summary>
internal static class FilesFace
{
    private static readonly RequestSizeLimitAttribute s_large = new(BlobLibrary.MaxBytes + (1 << 20)); // a form has more than its file

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/uploads", UploadAsync).WithTags("files").DisableAntiforgery().WithMetadata(s_large)
            .WithSummary("Upload a picture, as the body or as a file of a form; jobs name it by its id.");
        api.MapGet("/blobs/{sha256}", FileAsync).WithTags("files").WithSummary("A file, by the SHA-256 of its content.");
        api.MapGet("/blobs/{sha256}/thumb", ThumbAsync).WithTags("files").WithSummary("A small copy of a picture.");
    }

    /// <summary>Answers with a blob. Its content never changes, so it may be cached for good.</summary>
    public static async Task<FileStreamHttpResult> FileAsync(
        HttpContext context, BlobLibrary blobs, string sha256, CancellationToken cancel)
    {
        var (row, content) = await blobs.OpenAsync(sha256, cancel);
        Secure(context);
        return TypedResults.Stream(content, row.Type, enableRangeProcessing: true);
    }

    private static async Task<FileContentHttpResult> ThumbAsync(
        string sha256, HttpContext context, Thumbnails thumbnails, CancellationToken cancel)
    {
        var (bytes, type) = await thumbnails.ReadAsync(sha256, cancel);
        Secure(context);
        return TypedResults.Bytes(bytes, type);
    }

    private static void Secure(HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"; // an SVG runs nothing
    }

    private static async Task<Created<UploadView>> UploadAsync(
        HttpContext context, Uploads uploads, FoundSettings found, CancellationToken cancel)
    {
        context.RequireArtist();
        var bytes = context.Request.HasFormContentType
            ? await Uploads.ReadAsync(
                (await context.Request.ReadFormAsync(cancel)).Files is [var file, ..] ? file
                    : throw new StudioException(400, "no_file", "The form has no file: send a picture."),
                cancel)
            : await Uploads.ReadAsync(context.Request.Body, cancel);
        var blob = await uploads.KeepAsync(bytes, cancel);
        return TypedResults.Created(
            JobViews.Url(blob.Sha256),
            new UploadView(
                PictureId.FromSha256(blob.Sha256), blob.Type, blob.Width!.Value, blob.Height!.Value,
                await found.FindAsync(blob, bytes, context.Caller().Sees, cancel)));
    }

    /// <summary>An uploaded picture.</summary>
    /// <param name="Id">Its name in the options of jobs.</param>
    /// <param name="Type">Its media type.</param>
    /// <param name="Width">In pixels.</param>
    /// <param name="Height">In pixels.</param>
    /// <param name="Found">How it was made, if it says so.</param>
    internal sealed record UploadView(string Id, string Type, int Width, int Height, FoundView? Found);
}
