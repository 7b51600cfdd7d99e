using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Faces.OpenAi;

/// <summary>A request for pictures, as OpenAI's clients write it. What they send beside these is accepted and has no effect.</summary>
internal sealed record ImagesBody
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    public string? Prompt { get; init; }

    public string? Model { get; init; }

    public int? N { get; init; }

    public string? Size { get; init; }

    public string? Quality { get; init; }

    public string? ResponseFormat { get; init; }

    public string? OutputFormat { get; init; }

    public string? Background { get; init; }

    public bool? Stream { get; init; }

    public int? PartialImages { get; init; }

    /// <summary>Pictures to edit, of a request in JSON.</summary>
    public IReadOnlyList<ImageReference?>? Images { get; init; }

    /// <summary>A mask, of a request in JSON.</summary>
    public ImageReference? Mask { get; init; }

    /// <summary>Pictures to edit or vary, of a form.</summary>
    [JsonIgnore]
    public IReadOnlyList<IFormFile> Files { get; init; } = [];

    /// <summary>A mask, of a form.</summary>
    [JsonIgnore]
    public IFormFile? MaskFile { get; init; }

    /// <summary>Reads a request, in JSON or as a form.</summary>
    /// <exception cref="StudioException">It is neither, or a value is of a wrong type.</exception>
    public static async Task<ImagesBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(cancel);
            var fields = new JsonObject();
            foreach (var (name, value) in form.Where(field => field.Key != "mask"))
            {
                fields[name] = bool.TryParse(value, out var flag) ? flag : value.ToString();
            }

            return Read(JsonSerializer.SerializeToElement(fields)) with
            {
                Files = [.. form.Files.Where(file => file.Name == "image" || file.Name.StartsWith("image[", StringComparison.Ordinal))],
                MaskFile = form.Files["mask"],
            };
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancel);
            return Read(body.RootElement);
        }
        catch (JsonException)
        {
            throw new StudioException(400, "invalid_json", "The body is neither JSON nor a form.");
        }
    }

    private static ImagesBody Read(JsonElement body)
    {
        try
        {
            return body.Deserialize<ImagesBody>(s_json)
                ?? throw new StudioException(400, "invalid_json", "The body must be an object.");
        }
        catch (JsonException e)
        {
            throw e.Path is { Length: > 2 } path
                ? new StudioException(400, "invalid_type", $"The value of {path[2..]} is of a wrong type.") { Field = path[2..] }
                : new StudioException(400, "invalid_json", "The body must be an object.");
        }
    }
}

/// <summary>A picture in a request of JSON.</summary>
/// <param name="ImageUrl">A <c>data:</c> address. Others are not fetched: a caller could make the studio read what only it can reach.
/// </param>
/// <param name="FileId">The id of an upload.</param>
internal sealed record ImageReference(string? ImageUrl = null, string? FileId = null);
