using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Core;

namespace Atelier.Art.Imagine;

/// <summary>How the latent is changed.</summary>
public enum OptimizerKind
{
    Adam,
    AdamW,
    RAdam,
    AdaBelief,
    Sgd,
}

/// <summary>From what the picture begins.</summary>
public enum StartKind
{
    /// <summary>The best of both that the generator offers: of the drawings stored beside it and of what its prior draws
    /// of the words, ranked by the critics.</summary>
    Best,

    /// <summary>The best of the drawings stored beside the generator, ranked by the critics.</summary>
    Stored,

    /// <summary>Random codes.</summary>
    Codes,

    /// <summary>White noise.</summary>
    Pixels,

    /// <summary>Smooth random gradients of colour.</summary>
    Gradient,

    /// <summary>Sparse bright dots.</summary>
    Snow,

    /// <summary>White.</summary>
    Blank,

    /// <summary>The best of several pictures that a prior over the generator's codes draws of the words, ranked by the critics.</summary>
    Prior,
}

/// <summary>Everything a picture depends on; kept inside it, so that it can be made again. What is null was not
/// said: the model's own value is taken.</summary>
public sealed record ImagineOptions
{
    private const double MostWeight = 1e6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>What it shows: <c>words:weight:stop|more words</c>.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Pictures it should be like: <c>path:weight:stop</c>, several with |.</summary>
    public string ImagePrompts { get; init; } = "";

    /// <summary>The generator, by name or path.</summary>
    public string Model { get; init; } = "vqgan-glyphs";

    /// <summary>The CLIP models, by name or path.</summary>
    public IReadOnlyList<string> Clip { get; init; } = ["clip-glyphs"];

    /// <summary>Width in pixels, or the model's own.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, or the model's own.</summary>
    public int? Height { get; init; }

    /// <summary>Iterations, or the model's own.</summary>
    public int? Iterations { get; init; }

    /// <summary>Step size, or the model's own.</summary>
    public double? LearningRate { get; init; }

    /// <summary>How the latent is changed.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Same seed, same machine, same version: same picture. 0 to 4294967295, which is
    /// what libtorch's generator tells apart.</summary>
    public ulong Seed { get; init; }

    /// <summary>Cut-outs an iteration and CLIP, or the model's own number.</summary>
    public int? Cutn { get; init; }

    /// <summary>Exponent of the cut-outs' random size.</summary>
    public double CutPower { get; init; } = 1;

    /// <summary>How cut-outs are taken.</summary>
    public CutMethod CutMethod { get; init; } = CutMethod.Batched;

    /// <summary>How cut-outs are changed.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>A picture to begin from, or none.</summary>
    public string? InitImage { get; init; }

    /// <summary>How strongly the start holds the latent; it fades with the iterations.</summary>
    public double InitWeight { get; init; }

    /// <summary>How strongly the start holds the latent throughout: keeps what was found. 0 for not, or the model's own.</summary>
    public double? Anchor { get; init; }

    /// <summary>From what the picture begins where there is no picture.</summary>
    public StartKind Start { get; init; } = StartKind.Best;

    /// <summary>The prior that <see cref="StartKind.Prior"/> draws with, by name or path, or the model's own.</summary>
    public string? Prior { get; init => field = value is { Length: > 0 } ? value : null; }

    /// <summary>How many starts are compared.</summary>
    public int Candidates { get; init; } = 10;

    /// <summary>Weight of total variation: smoothness; 0 for none, or the model's own.</summary>
    public double? TotalVariation { get; init; }

    /// <summary>Weight of the latent's mean square.</summary>
    public double LatentDecay { get; init; }

    /// <summary>Weight of the distance between the latent and the codes it is rounded to: keeps it among real
    /// codes; 0 for none, or the model's own.</summary>
    public double? CodeCommitment { get; init; }

    /// <summary>Stop when the smoothed loss has not improved for so many iterations; 0 never.</summary>
    public int Patience { get; init; }

    /// <summary>Iterations between previews; 0 for none.</summary>
    public int SaveEvery { get; init; } = 25;

    /// <summary>The arithmetic of the networks.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>SHA-256 of the weight file of each model by its name, as they were when the picture was made; null before.</summary>
    public IReadOnlyDictionary<string, string>? Weights { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote, and checks it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="where">Where it is from, for messages.</param>
    /// <exception cref="UserException">It is something else, or a value is out of range.</exception>
    public static ImagineOptions FromJson(string json, string where)
    {
        ImagineOptions? options;
        try
        {
            options = json.AsSpan().TrimStart().StartsWith('{') ? JsonSerializer.Deserialize<ImagineOptions>(json, Json) : null;
        }
        catch (JsonException e)
        {
            throw new UserException(
                e.Path is { Length: > 2 } path
                    ? $"{where} holds no parameters that can be used: the value of \"{path[2..]}\" is missing or of a wrong kind."
                    : $"{where} holds broken parameters: line {e.LineNumber + 1} is no JSON.", e);
        }

        if (Command(json) is { } command)
        {
            throw new UserException($"{where} was made by 'atelier {command}': 'atelier {command} --repeat {where}' makes it again.");
        }

        if (options is null)
        {
            throw new UserException(
                $"{where} holds the parameters of another program; only pictures of 'atelier imagine' can be made again.");
        }

        try
        {
            return options.Validate();
        }
        catch (AtelierException e)
        {
            throw new UserException($"{where} holds parameters that cannot be: {e.Message}", e);
        }
    }

    /// <summary>The key of the text in a picture that holds them.</summary>
    public const string Key = "parameters";

    /// <summary>The texts that go into a picture, by key.</summary>
    public IReadOnlyDictionary<string, string> Texts() => new Dictionary<string, string> { ["Software"] = "Atelier", [Key] = ToJson() };

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Checks all values; all that is wrong is said at once.</summary>
    /// <exception cref="UserException">Something is out of range.</exception>
    public ImagineOptions Validate()
    {
        if (Clip.Contains(null!) || Weights?.Values.Contains(null!) == true)
        {
            throw new UserException("This cannot be made: a model has no name.");
        }

        if (Prompt.Length > 0 || ImagePrompts.Length == 0)
        {
            Prompts.Prompt.Parse(Prompt);
        }

        if (ImagePrompts.Length > 0)
        {
            Prompts.Prompt.Parse(ImagePrompts);
        }

        var wrong = new List<string>();
        void Need(bool good, string what)
        {
            if (!good)
            {
                wrong.Add(what);
            }
        }

        void Between(double least, double? value, double most, string name) =>
            Need(
                value is null || (value >= least && value <= most),
                string.Create(CultureInfo.InvariantCulture, $"{name} {value} is not between {least} and {most}"));

        void Above(double least, double? value, double most, string name) =>
            Need(
                value is null || (value > least && value <= most),
                string.Create(CultureInfo.InvariantCulture, $"{name} {value} is not above {least} and at most {most}"));

        Need(
            Width is null or (>= 16 and <= 8192) && Height is null or (>= 16 and <= 8192),
            $"the size {Width}x{Height} is not between 16 and 8192 pixels a side");
        Between(1, Iterations, 1_000_000, "--iterations");
        Above(0, LearningRate, 100, "--learning-rate");
        Between(1, Cutn, 1024, "--cutn");
        Above(0, CutPower, 10, "--cut-power");
        Between(0, Seed, uint.MaxValue, "--seed");
        Between(1, Candidates, 100_000, "--candidates");
        Between(0, SaveEvery, 1_000_000, "--save-every");
        Between(0, Patience, 1_000_000, "--patience");
        Between(0, InitWeight, MostWeight, "--init-weight");
        Between(0, Anchor, MostWeight, "--anchor");
        Between(0, TotalVariation, MostWeight, "--total-variation");
        Between(0, LatentDecay, MostWeight, "--latent-decay");
        Between(0, CodeCommitment, MostWeight, "--code-commitment");
        Augmentation.Check(Between);
        Need(Clip.Count > 0, "no CLIP is named");
        Need(Start != StartKind.Prior || InitImage is not null || Prompt.Length > 0, "a prior draws what words say: there are none");
        Need(InitImage is null || File.Exists(InitImage), $"there is no picture {InitImage}");
        return wrong.Count == 0 ? this : throw new UserException($"This cannot be made: {string.Join("; ", wrong)}.");
    }

    // records of other commands than imagine begin with their name
    private static string? Command(string json)
    {
        try
        {
            using var record = JsonDocument.Parse(json);
            return record.RootElement.ValueKind == JsonValueKind.Object && record.RootElement.TryGetProperty("command", out var command)
                && command.ValueKind == JsonValueKind.String
                ? command.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
