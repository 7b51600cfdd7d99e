namespace Atelier.Models.Prior;

/// <summary>Hyperparameters of a <see cref="CodePrior"/>.</summary>
public sealed record CodePriorOptions
{
    /// <summary>The transformer; its vocabulary and block follow from the rest.</summary>
    public GptOptions Gpt { get; init; } = new();

    /// <summary>Entries of the codebook.</summary>
    public int Codes { get; init; } = 512;

    /// <summary>Codes down and across.</summary>
    public int Side { get; init; } = 7;

    /// <summary>Classes the prior can be conditioned on; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>Whether a class-conditional prior also has a token for no class, as classifier-free guidance needs.</summary>
    public bool HasNullClass { get; init; }

    /// <summary>Whether the prior also has a classification head: at every position it predicts the class.</summary>
    public bool HasClassHead { get; init; }

    /// <summary>Width of the feature (of a CLIP, say) the prior can be conditioned on; 0 for none.</summary>
    public int FeatureWidth { get; init; }

    /// <summary>Codes of a picture.</summary>
    public int Length => Side * Side;

    /// <summary>The transformer these sizes need: a token for each code, each class and no class (or one start token), and a
    /// position for each code.</summary>
    public GptOptions Network =>
        Gpt with { VocabularySize = Codes + (FeatureWidth > 0 ? 0 : Math.Max(1, Classes + (HasNullClass ? 1 : 0))), BlockSize = Length };
}
