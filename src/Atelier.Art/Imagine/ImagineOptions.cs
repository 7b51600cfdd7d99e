using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;

namespace Atelier.Art.Imagine;

/// <summary>Everything that a picture depends on. It is stored in the picture, so that it can be reproduced. A null means the model's own
/// value.</summary>
public sealed record ImagineOptions
{
    private const double LargestWeight = 1e6;

    private PromptPlan? _plan;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Text prompts: <c>words:weight:stop|more words</c>.</summary>
    public string Prompt
    {
        get;
        init => (field, _plan) = (value, null);
    } = "";

    /// <summary>Image prompts: <c>path:weight:stop|path</c>.</summary>
    public string ImagePrompts
    {
        get;
        init => (field, _plan) = (value, null);
    } = "";

    /// <summary>Sounds as prompts, by <see cref="AudioClip"/>: <c>path:weight:stop|path</c>.</summary>
    public string Sounds
    {
        get;
        init => (field, _plan) = (value, null);
    } = "";

    /// <summary>The prompts, parsed at the first use.</summary>
    /// <exception cref="OptionException">A prompt is empty, or a number is out of range.</exception>
    [JsonIgnore]
    public PromptPlan Plan => _plan ??= PromptPlan.Parse(Prompt, ImagePrompts, Sounds);

    /// <summary>The generator, by name or path.</summary>
    public string Model { get; init; } = "vqgan-glyphs";

    /// <summary>The CLIP models, by name or path.</summary>
    public IReadOnlyList<string> Clip { get; init; } = ["clip-glyphs"];

    /// <summary>The AudioCLIP that hears <see cref="Sounds"/>, by name or path; null where there are none.</summary>
    public string? AudioClip { get; init; }

    /// <summary>Width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Iterations of the loop.</summary>
    public int? Iterations { get; init; }

    /// <summary>Learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The optimizer of the latent.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Seed, 0 to 4294967295. The same seed, machine and version give the same picture.</summary>
    public ulong Seed { get; init; }

    /// <summary>Cut-outs per iteration and CLIP.</summary>
    public int? Cutn { get; init; }

    /// <summary>Exponent of the cut-outs' random size.</summary>
    public double? CutPower { get; init; }

    /// <summary>How cut-outs are sampled.</summary>
    public CutMethod CutMethod { get; init; } = CutMethod.Batched;

    /// <summary>Augmentation of the cut-outs.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>A picture to start from, or null.</summary>
    public string? InitImage { get; init; }

    /// <summary>A second picture, regions of whose latent replace those of <see cref="InitImage"/>, or null.</summary>
    public string? CrossImage { get; init; }

    /// <summary>How much noise is added to the latent of <see cref="InitImage"/>, 0 to 1; null for none.</summary>
    public double? Strength { get; init; }

    /// <summary>What the noise is.</summary>
    public NoiseKind Noise { get; init; }

    /// <summary>What the latent is made of.</summary>
    public LatentOptions Latent { get; init; } = new();

    /// <summary>How a diffusion model draws.</summary>
    public DiffusionOptions Diffusion { get; init; } = new();

    /// <summary>What holds for the picture in every iteration.</summary>
    public EditOptions Edit { get; init; } = new();

    /// <summary>Weight of the squared distance from the start; it decays with the iterations.</summary>
    public double InitWeight { get; init; }

    /// <summary>Weight of the squared distance from the start in every iteration.</summary>
    public double? Anchor { get; init; }

    /// <summary>What the latent starts from without <see cref="InitImage"/>.</summary>
    public StartKind Start { get; init; } = StartKind.Best;

    /// <summary>The text prior of <see cref="StartKind.Prior"/>, by name or path.</summary>
    public string? Prior { get; init => field = value is { Length: > 0 } ? value : null; }

    /// <summary>Number of starts that are compared.</summary>
    public int Candidates { get; init; } = 10;

    /// <summary>Weight of the picture's total variation.</summary>
    public double? TotalVariation { get; init; }

    /// <summary>Weight of <see cref="Loop.IGenerator.Regularization"/>: of most generators, the latent's mean square.</summary>
    public double? LatentDecay { get; init; }

    /// <summary>Weight of the commitment loss: the squared distance of the latent from its codes.</summary>
    public double? CodeCommitment { get; init; }

    /// <summary>Iterations without improvement of the smoothed loss after which the loop stops; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Iterations between previews; 0 for none.</summary>
    public int SaveEvery { get; init; } = 25;

    /// <summary>Changes of the prompts' weights on the way, in the order of their iterations; null for none.</summary>
    public IReadOnlyList<SteeringChange>? Steering { get; init; }

    /// <summary>Precision of the networks.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>SHA-256 of each model's weight file, by its name, when the picture was made; null before.</summary>
    public IReadOnlyDictionary<string, string>? Weights { get; init; }

    /// <summary>Words of the prompts that the small models did not know when the picture was made; null if they knew all. A run finds them
    /// anew.</summary>
    public IReadOnlyList<string>? UnknownWords { get; init; }

    /// <summary>Reads and checks the output of <see cref="ToJson"/>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="where">Where it is from, for messages.</param>
    /// <exception cref="DataFormatException">The JSON has another content, or a value is out of range.</exception>
    public static ImagineOptions FromJson(string json, string where)
    {
        ImagineOptions? options;
        try
        {
            options = json.AsSpan().TrimStart().StartsWith('{') ? JsonSerializer.Deserialize<ImagineOptions>(json, Json) : null;
        }
        catch (JsonException e)
        {
            throw new DataFormatException(
                e.Path is { Length: > 2 } path
                    ? $"{where} holds no parameters that can be used: the value of \"{path[2..]}\" is missing or of a wrong kind."
                    : $"{where} holds broken parameters: line {e.LineNumber + 1} is no JSON.", e);
        }

        if (Command(json) is { } command)
        {
            throw new DataFormatException($"{where} holds the parameters of another command, {command}, not of a picture from prompts.");
        }

        if (options is null)
        {
            throw new DataFormatException(
                $"{where} holds the parameters of another program; only pictures that were made from prompts can be made again.");
        }

        try
        {
            return options.Validate();
        }
        catch (AtelierException e)
        {
            throw new DataFormatException($"{where} holds parameters that cannot be: {e.Message}", e);
        }
    }

    /// <summary>The key of the options in a picture's metadata.</summary>
    public const string Key = "parameters";

    /// <summary>The metadata of a picture, by key.</summary>
    public IReadOnlyDictionary<string, string> Texts() => new Dictionary<string, string> { ["Software"] = "Atelier", [Key] = ToJson() };

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Checks all values and reports all problems at once.</summary>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public ImagineOptions Validate()
    {
        if (Clip.Contains(null!) || Weights?.Values.Contains(null!) == true)
        {
            throw new OptionException("This cannot be made: a model has no name.");
        }

        _ = Plan;
        var (problems, options) = (new List<string>(), new List<string>());
        void Require(bool condition, string problem, string option)
        {
            if (!condition)
            {
                problems.Add(problem);
                options.Add(option);
            }
        }

        void Between(double smallest, double? value, double largest, string option) =>
            Require(
                value is null || (value >= smallest && value <= largest),
                string.Create(CultureInfo.InvariantCulture, $"{option} {value} is not between {smallest} and {largest}"),
                option);

        void Above(double bound, double? value, double largest, string option) =>
            Require(
                value is null || (value > bound && value <= largest),
                string.Create(CultureInfo.InvariantCulture, $"{option} {value} is not above {bound} and at most {largest}"),
                option);

        Require(
            Width is null or (>= 16 and <= 8192) && Height is null or (>= 16 and <= 8192),
            $"the size {Width}x{Height} is not between 16 and 8192 pixels a side",
            nameof(Width));
        Between(1, Iterations, 1_000_000, nameof(Iterations));
        Above(0, LearningRate, 100, nameof(LearningRate));
        Between(1, Cutn, 1024, nameof(Cutn));
        Above(0, CutPower, 10, nameof(CutPower));
        Between(0, Seed, uint.MaxValue, nameof(Seed));
        Between(1, Candidates, 100_000, nameof(Candidates));
        Between(0, SaveEvery, 1_000_000, nameof(SaveEvery));
        Between(0, Patience, 1_000_000, nameof(Patience));
        Between(0, InitWeight, LargestWeight, nameof(InitWeight));
        Between(0, Anchor, LargestWeight, nameof(Anchor));
        Between(0, TotalVariation, LargestWeight, nameof(TotalVariation));
        Between(0, LatentDecay, LargestWeight, nameof(LatentDecay));
        Between(0, CodeCommitment, LargestWeight, nameof(CodeCommitment));
        foreach (var weight in (Steering ?? []).SelectMany(change => change.Weights.Values))
        {
            Between(-LargestWeight, weight, LargestWeight, nameof(Steering));
        }

        Augmentation.Validate(Between);
        Latent.Validate(Between, Above);
        Diffusion.Validate(Between, Above);
        Require(Clip.Count > 0, "no CLIP is named", nameof(Clip));
        Require(Sounds.Length == 0 || AudioClip is not null, $"sounds as prompts need an {nameof(AudioClip)}", nameof(AudioClip));
        Require(Sounds.Length > 0 || AudioClip is null, $"{nameof(AudioClip)} has no sound to hear", nameof(AudioClip));
        Require(
            Start != StartKind.Prior || InitImage is not null || Prompt.Length > 0,
            "a prior samples what words say: there are none",
            nameof(Prompt));
        Require(InitImage is null || File.Exists(InitImage), $"there is no picture {InitImage}", nameof(InitImage));
        Require(CrossImage is null || File.Exists(CrossImage), $"there is no picture {CrossImage}", nameof(CrossImage));
        Require(CrossImage is null || InitImage is not null, "a cross needs a picture to start from", nameof(InitImage));
        Between(0, Strength, 1, nameof(Strength));
        Require(Strength is null || InitImage is not null, "a variation needs a picture to start from", nameof(InitImage));
        Edit.Validate(this, Require);
        return problems.Count == 0 ? this : throw new OptionException($"This cannot be made: {string.Join("; ", problems)}.", options);
    }

    // the records of other commands hold the command's name
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
