using System.Globalization;
using System.Net.ServerSentEvents;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Access;
using Atelier.Studio.Jobs;
using Atelier.Work.Kinds;
using Atelier.Work.Kinds.Imagine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.OpenAi;

/// <summary>OpenAI's images: generations, edits, variations and models.</summary>
internal sealed class ImagesFace(
    JobOrders orders, JobReader reader, FinishedJobs finished, ImageStream stream, Uploads uploads, LongAnswer answer)
{
    private static readonly TimeSpan s_joined = TimeSpan.FromMinutes(15);

    public static void Map(RouteGroupBuilder v1)
    {
        v1.WithTags("openai").DisableAntiforgery();
        v1.MapPost("/images/generations", (HttpContext context, ImagesFace face) => face.GenerateAsync(context))
            .WithSummary("Pictures from words.");
        v1.MapPost("/images/edits", (HttpContext context, ImagesFace face) => face.EditAsync(context))
            .WithSummary("A picture changed by words.");
        v1.MapPost("/images/variations", (HttpContext context, ImagesFace face) => face.VaryAsync(context))
            .WithSummary("A picture varied.");
        v1.MapMethods("/images/generations", ["OPTIONS"], () => TypedResults.NoContent()).WithSummary("Whether it is there.");
        v1.MapGet("/models", () => new { @object = "list", data = Generators.Names.Select(Model) }).WithSummary("The generators.");
        v1.MapGet("/models/{id}", (string id) => Model(ImagesOrder.ModelOf(id))).WithSummary("A generator.");
    }

    private async Task GenerateAsync(HttpContext context)
    {
        var body = await ImagesBody.ReadAsync(context.Request, context.RequestAborted);
        await AnswerAsync(context, "image_generation", ImagesOrder.Create(body, [], null, needsPrompt: true));
    }

    private async Task EditAsync(HttpContext context)
    {
        var (cancel, body) = (context.RequestAborted, await ImagesBody.ReadAsync(context.Request, context.RequestAborted));
        var pictures = await PicturesAsync(body, cancel);
        var mask = body.MaskFile is { } file ? await MaskAsync(await Uploads.ReadAsync(file, cancel), cancel)
            : body.Mask is { } reference ? await MaskAsync(await BytesAsync(reference, "mask", cancel), cancel) : null;
        await AnswerAsync(context, "image_edit", ImagesOrder.Create(body, pictures, mask, needsPrompt: true));
    }

    private async Task VaryAsync(HttpContext context)
    {
        var body = await ImagesBody.ReadAsync(context.Request, context.RequestAborted);
        var pictures = await PicturesAsync(body, context.RequestAborted);
        await AnswerAsync(context, "image_variation", ImagesOrder.Create(body, pictures, null, needsPrompt: false));
    }

    private async Task AnswerAsync(HttpContext context, string kind, ImagesOrder order)
    {
        context.RequireArtist();
        var jobs = await PlaceAsync(context, order);
        if (order.IsStream)
        {
            await TypedResults.ServerSentEvents(stream.ReadAsync(kind, order, jobs, context.RequestAborted)).ExecuteAsync(context);
            return;
        }

        var host = $"{context.Request.Scheme}://{context.Request.Host}";
        await answer.WriteAsync(
            context,
            async cancel => ImageAnswers.Complete(order, await finished.WaitAsync(jobs, cancel), host),
            new OpenAiErrors().Body);
    }

    // clients repeat a request that took too long, and say so: the repeated one joins the jobs of the first
    private async Task<IReadOnlyList<JobRow>> PlaceAsync(HttpContext context, ImagesOrder order)
    {
        var cancel = context.RequestAborted;
        var request = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{order.Count} {InputJson.Write(order.Input)}")));
        var isRetry = int.TryParse(context.Request.Headers["x-stainless-retry-count"], CultureInfo.InvariantCulture, out var retries)
            && retries > 0;
        var earlier = isRetry ? await reader.RecentAsync(context.Caller().Id, request, s_joined, cancel) : [];
        return earlier.Count > 0 ? earlier
            : await orders.PlaceAsync(context.Caller(), "imagine", order.Inputs, "openai", cancel, request: request);
    }

    private async Task<IReadOnlyList<string>> PicturesAsync(ImagesBody body, CancellationToken cancel)
    {
        var ids = new List<string>();
        foreach (var file in body.Files)
        {
            ids.Add(PictureId.FromSha256((await uploads.KeepAsync(await Uploads.ReadAsync(file, cancel), cancel)).Sha256));
        }

        foreach (var reference in body.Images ?? [])
        {
            ids.Add(PictureId.FromSha256((await uploads.KeepAsync(await BytesAsync(reference, "images", cancel), cancel)).Sha256));
        }

        return ids.Count is >= 1 and <= 16 ? ids
            : throw Invalid("image", $"1 to 16 pictures are needed, and there are {ids.Count}.");
    }

    private async Task<byte[]> BytesAsync(ImageReference? reference, string field, CancellationToken cancel) =>
        reference?.FileId is { } id && PictureId.IsOne(id) ? await uploads.ReadAsync(PictureId.Sha256(id), cancel)
        : reference?.ImageUrl is ['d', 'a', 't', 'a', ':', ..] && Base64Picture.TryDecode(reference.ImageUrl, out var bytes) ? bytes
        : throw Invalid(field, $"{field} must be a data: address with base64, or the id of an upload.");

    private static StudioException Invalid(string field, string message) => new(400, "invalid_value", message) { Field = field };

    // transparent is where OpenAI's masks let a picture change; ours are white there
    private async Task<string> MaskAsync(byte[] bytes, CancellationToken cancel)
    {
        var mask = Picture.Decode(bytes, "the mask");
        var white = new byte[mask.Width * mask.Height * 3];
        for (var i = 0; i < white.Length; i++)
        {
            white[i] = mask.Channels == 4 ? (byte)(255 - mask.Pixels[(i / 3 * 4) + 3]) : (byte)0;
        }

        var kept = await uploads.KeepAsync(new Picture(mask.Width, mask.Height, 3, white).Encode(".png"), cancel);
        return PictureId.FromSha256(kept.Sha256);
    }

    private static object Model(string name) => new
    {
        id = name,
        @object = "model",
        created = new DateTimeOffset(File.GetLastWriteTimeUtc(ModelHub.Find(name).Weights)).ToUnixTimeSeconds(),
        owned_by = "atelier",
    };
}
