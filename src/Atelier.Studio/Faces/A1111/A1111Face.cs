using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Atelier.Work.Kinds;
using Atelier.Work.Kinds.Upscale;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.A1111;

/// <summary>AUTOMATIC1111's API, as far as its clients use it.</summary>
internal sealed class A1111Face(JobOrders orders, FinishedJobs finished, Uploads uploads, A1111Models models, LongAnswer answer)
{
    private static readonly A1111Errors s_errors = new();

    public static void Map(RouteGroupBuilder api)
    {
        api.WithTags("a1111");
        api.MapPost("/txt2img", (HttpContext context, A1111Face face) => face.ImagineAsync(context)).WithSummary("Pictures from words.");
        api.MapPost("/img2img", (HttpContext context, A1111Face face) => face.ImagineAsync(context, fromPicture: true))
            .WithSummary("A picture changed by words.");
        api.MapPost("/extra-single-image", (HttpContext context, A1111Face face) => face.UpscaleAsync(context))
            .WithSummary("A larger picture.");
        api.MapPost("/extra-batch-images", (HttpContext context, A1111Face face) => face.UpscaleManyAsync(context))
            .WithSummary("Larger pictures.");
        api.MapPost("/png-info", InfoAsync).WithSummary("What a picture was made with.");
        A1111Settings.Map(api);
        A1111Progress.Map(api);
    }

    private async Task ImagineAsync(HttpContext context, bool fromPicture = false)
    {
        context.RequireArtist();
        var (cancel, caller) = (context.RequestAborted, context.Caller());
        var body = await A1111Body.ReadAsync(context.Request, cancel);
        string? picture = null, mask = null;
        if (fromPicture)
        {
            var first = body.FirstPicture("init_images") ?? throw A1111Body.Wrong("init_images", "a list with a picture");
            picture = await KeepAsync(first, cancel);
            mask = body.Picture("mask") is { } bytes ? await KeepAsync(bytes, cancel) : null;
        }

        var order = A1111Order.Create(body, models.Of(caller), picture, mask);
        var jobs = await orders.PlaceAsync(caller, "imagine", order.Inputs, "a1111", cancel);
        await answer.WriteAsync(
            context, async stop => Answer(body, order, await finished.WaitAsync(jobs, stop)), s_errors.Body);
    }

    private static object Answer(A1111Body body, A1111Order order, IReadOnlyList<FinishedJob> jobs) => new
    {
        images = body.Flag("send_images", otherwise: true) ? jobs.Select(job => Convert.ToBase64String(job.Picture)).ToArray() : [],
        parameters = body.Echo,
        info = JsonSerializer.Serialize(A1111Info.Create(order, jobs)),
    };

    private async Task UpscaleAsync(HttpContext context)
    {
        context.RequireArtist();
        var body = await A1111Body.ReadAsync(context.Request, context.RequestAborted);
        var jobs = await OrderUpscaleAsync(context, body, [body.Picture("image") ?? throw A1111Body.Wrong("image", "a picture in base64")]);
        await answer.WriteAsync(
            context,
            async stop => new { html_info = "", image = Convert.ToBase64String((await finished.WaitAsync(jobs, stop))[0].Picture) },
            s_errors.Body);
    }

    private async Task UpscaleManyAsync(HttpContext context)
    {
        context.RequireArtist();
        var body = await A1111Body.ReadAsync(context.Request, context.RequestAborted);
        var pictures = body.List("imageList").Select(entry =>
            entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.String
                && Base64Picture.TryDecode(data.GetString()!, out var bytes) ? bytes
            : throw A1111Body.Wrong("imageList", "a list of objects with data in base64")).ToList();
        var jobs = pictures.Count > 0 ? await OrderUpscaleAsync(context, body, pictures) : throw A1111Body.Wrong("imageList", "not empty");
        await answer.WriteAsync(
            context,
            async stop => new
            {
                html_info = "",
                images = (await finished.WaitAsync(jobs, stop)).Select(job => Convert.ToBase64String(job.Picture)).ToArray(),
            },
            s_errors.Body);
    }

    private async Task<IReadOnlyList<JobRow>> OrderUpscaleAsync(HttpContext context, A1111Body body, IReadOnlyList<byte[]> pictures)
    {
        var isExact = body.Integer("resize_mode", 0, 1) == 1;
        var inputs = new List<JsonElement>();
        foreach (var picture in pictures)
        {
            var input = new UpscaleInput
            {
                Picture = await KeepAsync(picture, context.RequestAborted),
                Scale = body.Number("upscaling_resize", 1, 16) ?? 2,
                Width = isExact ? body.Integer("upscaling_resize_w", 1, 16384) ?? 512 : null,
                Height = isExact ? body.Integer("upscaling_resize_h", 1, 16384) ?? 512 : null,
                Model = body.Text("upscaler_1") is { Length: > 0 } name and not "None" ? name : null,
            };
            inputs.Add(JsonSerializer.Deserialize<JsonElement>(InputJson.Write(input)));
        }

        return await orders.PlaceAsync(context.Caller(), "upscale", inputs, "a1111", context.RequestAborted);
    }

    private static async Task<object> InfoAsync(HttpContext context, CancellationToken cancel)
    {
        context.RequireArtist();
        var body = await A1111Body.ReadAsync(context.Request, cancel);
        var bytes = body.Picture("image") ?? throw A1111Body.Wrong("image", "a picture in base64");
        var text = await Uploads.TextAsync(bytes, ImageText, cancel);
        if (text is null)
        {
            return new { info = "", items = new { }, parameters = new { } };
        }

        var items = new Dictionary<string, string> { [ImageText] = text };
        if (!text.StartsWith('{'))
        {
            return new { info = text, items, parameters = new { } };
        }

        var (info, values) = Infotext.OfRecord(JsonSerializer.Deserialize<JsonElement>(text));
        return new { info, items, parameters = values };
    }

    private static string ImageText => ImagineOptions.Key;

    private async Task<string> KeepAsync(byte[] picture, CancellationToken cancel) =>
        PictureId.FromSha256((await uploads.KeepAsync(picture, cancel)).Sha256);
}
