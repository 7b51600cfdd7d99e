using System.Text.Json;
using System.Text.Json.Serialization;
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
    /// <summary>The best of both that the generator offers: of the drawings stored beside it and of what its prior draws of the words, ranked by the critics.</summary>
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

/// <summary>The arithmetic of the networks.</summary>
public enum Precision
{
    /// <summary>bf16 on CPUs that have it, else fp32; on GPUs fp32.</summary>
    Auto,
    Fp32,
    Bf16,
}

/// <summary>Everything a picture depends on; kept inside it, so that it can be made again.</summary>
public sealed record ImagineOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What it shows: <c>words:weight:stop|more words</c>.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Pictures it should be like: <c>path:weight:stop</c>, several with |.</summary>
    public string ImagePrompts { get; init; } = "";

    /// <summary>The generator, by name or path.</summary>
    public string Model { get; init; } = "vqgan-glyphs";

    /// <summary>The CLIP models, by name or path.</summary>
    public IReadOnlyList<string> Clip { get; init; } = ["clip-glyphs"];

    /// <summary>Width in pixels; 0 for the model's own.</summary>
    public int Width { get; init; }

    /// <summary>Height in pixels; 0 for the model's own.</summary>
    public int Height { get; init; }

    /// <summary>Iterations; 0 for the model's own.</summary>
    public int Iterations { get; init; }

    /// <summary>Step size; 0 for the model's own.</summary>
    public double LearningRate { get; init; }

    /// <summary>How the latent is changed.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Same seed, same machine, same version: same picture.</summary>
    public ulong Seed { get; init; }

    /// <summary>Cut-outs an iteration and CLIP; 0 for the model's own.</summary>
    public int Cutn { get; init; }

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

    /// <summary>How strongly the start holds the latent throughout: keeps what was found.</summary>
    public double Anchor { get; init; }

    /// <summary>From what the picture begins where there is no picture.</summary>
    public StartKind Start { get; init; } = StartKind.Best;

    /// <summary>The prior that <see cref="StartKind.Prior"/> draws with, by name or path; empty for the model's own.</summary>
    public string Prior { get; init; } = "";

    /// <summary>How many starts are compared.</summary>
    public int Candidates { get; init; } = 10;

    /// <summary>Weight of total variation: smoothness.</summary>
    public double TotalVariation { get; init; }

    /// <summary>Weight of the latent's mean square.</summary>
    public double LatentDecay { get; init; }

    /// <summary>Weight of the distance between the latent and the codes it is rounded to: keeps it among real codes.</summary>
    public double CodeCommitment { get; init; }

    /// <summary>Stop when the smoothed loss has not improved for so many iterations; 0 never.</summary>
    public int Patience { get; init; }

    /// <summary>Iterations between previews; 0 for none.</summary>
    public int SaveEvery { get; init; } = 25;

    /// <summary>The arithmetic of the networks.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="UserException">It is something else.</exception>
    public static ImagineOptions FromJson(string json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<ImagineOptions>(json, Json) ?? throw new JsonException("nothing");
        }
        catch (JsonException e)
        {
            throw new UserException($"{where} holds no parameters of a picture: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Checks all values; all that is wrong is said at once.</summary>
    /// <exception cref="UserException">Something is out of range.</exception>
    public ImagineOptions Validate()
    {
        if (Prompt.Length > 0 || ImagePrompts.Length == 0)
        {
            Imagine.Prompt.Parse(Prompt);
        }

        var wrong = new List<string>();
        void Need(bool good, string what)
        {
            if (!good)
            {
                wrong.Add(what);
            }
        }

        Need(Width is 0 or (>= 16 and <= 8192) && Height is 0 or (>= 16 and <= 8192), $"the size {Width}x{Height} is not between 16 and 8192 pixels a side");
        Need(Iterations is >= 0 and <= 1_000_000, $"--iterations {Iterations} is not between 1 and 1000000");
        Need(LearningRate is >= 0 and <= 100, $"--learning-rate {LearningRate} is not between 0 and 100");
        Need(Cutn is >= 0 and <= 1024, $"--cutn {Cutn} is not between 1 and 1024");
        Need(CutPower is > 0 and <= 10, $"--cut-power {CutPower} is not above 0 and at most 10");
        Need(InitWeight >= 0, $"--init-weight {InitWeight} is negative");
        Need(Candidates is >= 1 and <= 100_000, $"--candidates {Candidates} is not between 1 and 100000");
        Need(SaveEvery >= 0 && Patience >= 0, "--save-every and --patience are not negative");
        Need(Clip.Count > 0, "no CLIP is named");
        Need(Start != StartKind.Prior || InitImage is not null || Prompt.Length > 0, "a prior draws what words say: there are none");
        Need(InitImage is null || File.Exists(InitImage), $"there is no picture {InitImage}");
        return wrong.Count == 0 ? this : throw new UserException($"This cannot be made: {string.Join("; ", wrong)}.");
    }
}
