namespace Atelier.Models.Prior;

/// <summary>The sizes of a <see cref="CodePrior"/>.</summary>
public sealed record CodePriorOptions
{
    /// <summary>The transformer; its vocabulary and block follow from the rest.</summary>
    public GptOptions Gpt { get; init; } = new();

    /// <summary>Entries of the codebook.</summary>
    public int Codes { get; init; } = 512;

    /// <summary>Codes down and across.</summary>
    public int Side { get; init; } = 7;

    /// <summary>Classes that can be asked for; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>Whether, of a prior of classes, there is a token for a picture of any class as well.</summary>
    public bool AnyClass { get; init; }

    /// <summary>Whether a prior of classes has learnt to tell, wherever it is in a picture of any class, which class it is of.</summary>
    public bool TellsClass { get; init; }

    /// <summary>Width of the feature (of a CLIP, say) that can be asked for; 0 for none.</summary>
    public int FeatureWidth { get; init; }

    /// <summary>Codes of a picture.</summary>
    public int Length => Side * Side;

    /// <summary>The transformer these sizes need: a token for each code and each class (or one to begin with, or
    /// for any class), a place for each code.</summary>
    public GptOptions Network =>
        Gpt with { VocabularySize = Codes + (FeatureWidth > 0 ? 0 : Math.Max(1, Classes + (AnyClass ? 1 : 0))), BlockSize = Length };
}
