using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Art.Imagine;
using Atelier.Work.Kinds;
using Atelier.Work.Kinds.Imagine;

namespace Atelier.Studio.Faces.A1111;

/// <summary>A checked request for pictures. What their words mean for a loop of optimisation: see docs/api.md.</summary>
internal sealed record A1111Order
{
    private const int UsualSteps = 20;    // stand for a model's own iterations
    private const int MostIterations = 10; // times those
    private const double Negative = -0.3;
    private const int MostAtOnce = 100;

    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    public required string Sampler { get; init; }

    public required int Steps { get; init; }

    /// <summary>The jobs' options, before what is given under <c>alwayson_scripts.atelier</c>.</summary>
    public required ImagineInput Input { get; init; }

    /// <summary>Options of the native face that override those.</summary>
    public JsonElement? More { get; init; }

    public required int Count { get; init; }

    public double? DenoisingStrength { get; init; }

    /// <summary>What had no effect.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>The options of each job.</summary>
    public IEnumerable<JsonElement> Inputs => Enumerable.Repeat(Merged(), Count);

    /// <summary>Checks a request.</summary>
    /// <param name="body">The request.</param>
    /// <param name="model">The caller's model, where the request names none.</param>
    /// <param name="picture">The id of a picture to start from, or null.</param>
    /// <param name="mask">The id of a mask, or null.</param>
    /// <exception cref="StudioException">A value is out of range.</exception>
    public static A1111Order Create(A1111Body body, string model, string? picture, string? mask)
    {
        var prompt = body.Text("prompt") ?? "";
        var words = A1111Words.Reduce(prompt, out var ignored);
        if (words.Length == 0)
        {
            throw A1111Body.Wrong("prompt", "words: say what the picture shall show");
        }

        var negative = body.Text("negative_prompt") ?? "";
        var avoided = A1111Words.Reduce(negative, out var alsoIgnored);
        model = A1111Models.Find(body.Object("override_settings")?.Text("sd_model_checkpoint")) ?? model;
        var steps = body.Integer("steps", 1, 1000) ?? UsualSteps;
        var strength = body.Number("denoising_strength", 0, 1) ?? 0.75;
        var sampler = body.Text("sampler_name") ?? body.Text("sampler_index") ?? "Adam";
        var (width, height) = (body.Integer("width", 16, 4096) ?? 512, body.Integer("height", 16, 4096) ?? 512);
        if (body.Flag("enable_hr"))
        {
            var scale = body.Number("hr_scale", 1, 4) ?? 2;
            (width, height) = (Larger(body, "hr_resize_x", width, scale), Larger(body, "hr_resize_y", height, scale));
        }

        var normal = Generators.Iterations(model);
        var iterations = Math.Clamp((double)normal * steps / UsualSteps, 1, MostIterations * normal);
        var count = (body.Integer("batch_size", 1, MostAtOnce) ?? 1) * (body.Integer("n_iter", 1, MostAtOnce) ?? 1);
        var more = body.Object("alwayson_scripts")?.Object("atelier")?.List("args") is [var first, ..] ? first : (JsonElement?)null;
        _ = (body.Flag("send_images", otherwise: true), body.Flag("save_images"), body.Number("cfg_scale", -1000, 1000));
        return new()
        {
            Prompt = prompt,
            NegativePrompt = negative,
            Sampler = sampler,
            Steps = steps,
            Input = new()
            {
                Prompts = [.. new PromptInput[] { new() { Text = words }, new() { Text = avoided, Weight = Negative } }
                    .Where(one => one.Text!.Length > 0)],
                Model = model,
                Width = width,
                Height = height,
                Iterations = (int)(picture is null ? iterations : Math.Max(1, iterations * (0.25 + (0.75 * strength)))),
                Seed = body.Number("seed", -1, uint.MaxValue) is { } seed and >= 0 ? (long)seed : null,
                Optimizer = Enum.TryParse<OptimizerKind>(sampler, ignoreCase: true, out var optimizer) ? optimizer : OptimizerKind.Adam,
                StartPicture = picture,
                StartWeight = picture is null ? 0 : 1 - strength,
                Mask = picture is null ? null : mask,
            },
            More = more is not { ValueKind: not JsonValueKind.Object } ? more
                : throw A1111Body.Wrong("alwayson_scripts.atelier.args[0]", "an object"),
            Count = count <= MostAtOnce ? count : throw A1111Body.Wrong("batch_size × n_iter", $"{MostAtOnce} at most"),
            DenoisingStrength = picture is null ? null : strength,
            Ignored = [.. ignored, .. alsoIgnored, .. body.Ignored],
        };
    }

    private static int Larger(A1111Body body, string name, int own, double scale) =>
        body.Integer(name, 0, 4096) is { } asked and > 0 ? Math.Max(asked, 16) : (int)Math.Min(own * scale, 4096);

    private JsonElement Merged()
    {
        var input = JsonNode.Parse(InputJson.Write(Input))!.AsObject();
        foreach (var option in More?.EnumerateObject().ToArray() ?? [])
        {
            input[option.Name] = JsonSerializer.SerializeToNode(option.Value);
        }

        return JsonSerializer.SerializeToElement(input);
    }
}
