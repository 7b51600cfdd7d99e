using Atelier.Imaging.Pictures;

namespace Atelier.Studio.Faces.OpenAi;

/// <summary>Pictures in OpenAI's words.</summary>
internal static class ImageAnswers
{
    private static readonly object s_usage = new
    {
        input_tokens = 0, output_tokens = 0, total_tokens = 0, input_tokens_details = new { text_tokens = 0, image_tokens = 0 },
    };

    /// <summary>The answer with all pictures.</summary>
    /// <param name="order">The request.</param>
    /// <param name="jobs">Its jobs.</param>
    /// <param name="host">The beginning of addresses.</param>
    public static object Complete(ImagesOrder order, IEnumerable<FinishedJob> jobs, string host) => new
    {
        created = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        data = jobs.Select(job => order.AsUrl
            ? (object)new { url = $"{host}{Native.JobViews.Url(job.Sha256)}" }
            : new { b64_json = Convert.ToBase64String(Encode(job.Picture, order.Format)) }).ToArray(),
        output_format = order.Format,
        size = order.Size,
        quality = order.Quality,
        background = "opaque",
        usage = s_usage,
    };

    /// <summary>A picture on the way.</summary>
    public static object Partial(string kind, ImagesOrder order, byte[] picture, int index) => new
    {
        type = $"{kind}.partial_image", b64_json = Convert.ToBase64String(Encode(picture, order.Format)), partial_image_index = index,
        created_at = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), size = order.Size, quality = order.Quality, background = "opaque",
        output_format = order.Format,
    };

    /// <summary>The last picture of a stream.</summary>
    public static object Completed(string kind, ImagesOrder order, byte[] picture) => new
    {
        type = $"{kind}.completed", b64_json = Convert.ToBase64String(Encode(picture, order.Format)),
        created_at = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), size = order.Size, quality = order.Quality, background = "opaque",
        output_format = order.Format, usage = s_usage,
    };

    // what a job made is a PNG and stays as it is, with its record
    private static byte[] Encode(byte[] picture, string format) =>
        Uploads.TypeOf(picture) == $"image/{format}" ? picture : Picture.Decode(picture).Encode("." + format);
}
