using System.Globalization;
using System.Text.Json;
using Atelier.Work.Kinds;
using Atelier.Work.Kinds.Imagine;

namespace Atelier.Studio.Faces.OpenAi;

/// <summary>A checked request for pictures.</summary>
internal sealed record ImagesOrder
{
    private const double EditStrength = 0.75;
    private static readonly string[] s_formats = ["png", "jpeg", "webp"];

    /// <summary>The jobs' options.</summary>
    public required ImagineInput Input { get; init; }

    public required int Count { get; init; }

    public required string Quality { get; init; }

    public required string Format { get; init; }

    /// <summary>Whether the answer has addresses instead of pictures.</summary>
    public bool AsUrl { get; init; }

    /// <summary>Pictures on the way, of an answer that is a stream.</summary>
    public int Partial { get; init; }

    public bool IsStream { get; init; }

    /// <summary>Width and height as OpenAI writes them.</summary>
    public string Size => $"{Input.Width}x{Input.Height}";

    /// <summary>The options of each job.</summary>
    public IEnumerable<JsonElement> Inputs =>
        Enumerable.Repeat(JsonSerializer.Deserialize<JsonElement>(InputJson.Write(Input)), Count);

    /// <summary>Checks a request.</summary>
    /// <param name="body">The request.</param>
    /// <param name="pictures">Ids of its pictures: the first is started from, the others guide.</param>
    /// <param name="mask">The id of a mask, white where the picture may change; or null.</param>
    /// <param name="needsPrompt">Whether words are needed.</param>
    /// <exception cref="StudioException">A value is out of range.</exception>
    public static ImagesOrder Create(ImagesBody body, IReadOnlyList<string> pictures, string? mask, bool needsPrompt)
    {
        if (needsPrompt && string.IsNullOrWhiteSpace(body.Prompt))
        {
            throw Invalid("prompt", "prompt is missing: say what the picture shall show.");
        }

        if (body.Background == "transparent")
        {
            throw Invalid("background", "background 'transparent' cannot be made: auto and opaque can.");
        }

        var model = ModelOf(body.Model);
        var (width, height) = SizeOf(body.Size);
        var quality = body.Quality ?? "auto";
        var factor = quality switch
        {
            "low" => 0.5,
            "auto" or "medium" or "standard" => 1,
            "high" or "hd" => 2,
            _ => throw Invalid("quality", $"quality '{quality}' is none of auto, low, medium, high, standard, hd."),
        };
        var prompts = pictures.Skip(needsPrompt ? 1 : 0).Select(picture => new PromptInput { Picture = picture });
        return new()
        {
            Input = new()
            {
                Prompts = [.. needsPrompt ? (PromptInput[])[new() { Text = body.Prompt }] : [], .. prompts],
                Model = model,
                Width = width,
                Height = height,
                Iterations = Math.Max(1, (int)(factor * Strength(pictures) * Generators.Iterations(model))),
                StartPicture = pictures.Count > 0 ? pictures[0] : null,
                StartWeight = pictures.Count > 0 ? 1 - EditStrength : 0,
                Mask = mask,
            },
            Count = Between("n", body.N ?? 1, 1, 10),
            Quality = quality is "low" or "high" or "hd" ? quality : "medium",
            Format = s_formats.Contains(body.OutputFormat ?? "png") ? body.OutputFormat ?? "png"
                : throw Invalid("output_format", $"output_format '{body.OutputFormat}' is none of {string.Join(", ", s_formats)}."),
            AsUrl = body.ResponseFormat switch
            {
                null or "b64_json" => false,
                "url" => true,
                var other => throw Invalid("response_format", $"response_format '{other}' is none of b64_json, url."),
            },
            IsStream = body.Stream == true,
            Partial = Between("partial_images", body.PartialImages ?? 0, 0, 3),
        };
    }

    /// <summary>The installed model that a name stands for: OpenAI's own names stand for the default one.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public static string ModelOf(string? name) =>
        name is null || name.StartsWith("gpt-image", StringComparison.Ordinal) || name.StartsWith("chatgpt-image", StringComparison.Ordinal)
            || name.StartsWith("dall-e", StringComparison.Ordinal) ? Generators.Default
        : Generators.Names.Contains(name) ? name
        : throw new StudioException(
            404, "model_not_found", $"There is no model '{name}'; there are {string.Join(", ", Generators.Names)}.") { Field = "model" };

    // a picture that is there is changed by fewer iterations than one that is not
    private static double Strength(IReadOnlyList<string> pictures) => pictures.Count == 0 ? 1 : 0.25 + (0.75 * EditStrength);

    private static (int Width, int Height) SizeOf(string? size)
    {
        if (size is null or "auto")
        {
            return (512, 512);
        }

        return size.Split('x') is [var wide, var high]
            && int.TryParse(wide, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is >= 16 and <= 4096
            && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var height) && height is >= 16 and <= 4096
            ? (width, height)
            : throw Invalid("size", $"size '{size}' is neither auto nor WIDTHxHEIGHT with 16 to 4096 pixels a side.");
    }

    private static int Between(string name, int value, int smallest, int largest) => value >= smallest && value <= largest ? value
        : throw Invalid(name, $"{name} {value} is not between {smallest} and {largest}.");

    private static StudioException Invalid(string name, string message) => new(400, "invalid_value", message) { Field = name };
}
