using Atelier.Models.Prior;

namespace Atelier.Art.Sample;

/// <summary>What is asked of a model that draws by itself. A null means the model's own value.</summary>
public sealed record SamplingRequest
{
    /// <summary>Number of pictures.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Width and height in pixels.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>A class by name or number, for priors that know classes.</summary>
    public string? Category { get; init; }

    /// <summary>What the pictures shall show, for models that read words.</summary>
    public string? Words { get; init; }

    /// <summary>Sampling temperature.</summary>
    public double? Temperature { get; init; }

    /// <summary>The k likeliest codes are sampled from; 0 for all.</summary>
    public int? TopK { get; init; }

    /// <summary>The likeliest codes with this total probability are sampled from.</summary>
    public double? TopP { get; init; }

    /// <summary>Scale of classifier-free guidance; 1 for none.</summary>
    public double? Guidance { get; init; }

    /// <summary>The same seed gives the same pictures.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How a prior chooses codes.</summary>
    /// <param name="defaults">The prior's own values.</param>
    internal Sampling Of(Sampling defaults) => new()
    {
        Temperature = Temperature ?? defaults.Temperature,
        TopK = TopK ?? defaults.TopK,
        TopP = TopP ?? defaults.TopP,
        GuidanceScale = Guidance ?? defaults.GuidanceScale,
    };
}

/// <summary>Pictures that a model drew.</summary>
/// <param name="Pictures">The pictures.</param>
/// <param name="Notes">What people should know of them, one sentence each.</param>
public sealed record SampledPictures(IReadOnlyList<Imaging.Pictures.Picture> Pictures, IReadOnlyList<string> Notes);
