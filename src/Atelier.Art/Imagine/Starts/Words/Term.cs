using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>What a term does in a prompt.</summary>
internal enum TermKind
{
    /// <summary>It names a thing.</summary>
    Noun,

    /// <summary>It says what a thing is like.</summary>
    Adjective,

    /// <summary>It says what a thing does.</summary>
    Verb,

    /// <summary>A colour, size, or material.</summary>
    Property,

    /// <summary>A manner of drawing.</summary>
    Style,

    /// <summary>A preposition or conjunction.</summary>
    Preposition,

    /// <summary>It says nothing of what is seen.</summary>
    Empty,
}

/// <summary>A word of a prompt, or several that belong together.</summary>
/// <param name="Written">As it was written.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Leads">Words that drawings have, with distances from 0 to 1, the nearest first.</param>
/// <param name="Weight">How much it counts for the choice of a drawing.</param>
internal sealed record Term(string Written, TermKind Kind, IReadOnlyList<(string Word, double Distance)> Leads, double Weight = 0)
{
    // terrier and dog are at 0.14, puppy and dog at 0.46, samurai and warrior at 0.49, village and city at 0.74
    private const double KnownDistance = 0.55;
    private const double ThingWeight = 0.45; // a noun that nothing else stands for

    /// <summary>How near a word is that may be read instead.</summary>
    public const double SynonymDistance = 0.35;

    /// <summary>Whether its meaning is known: it leads to drawings nearby, or needs none.</summary>
    public bool IsKnown => Kind is TermKind.Property or TermKind.Style or TermKind.Preposition or TermKind.Empty
        || (!IsLike && Leads.Count > 0 && Leads[0].Distance <= KnownDistance);

    /// <summary>What it goes by instead of a name; null if it leads to drawings by itself.</summary>
    public StandIn? StandIn { get; init; }

    /// <summary>Whether no drawing shows it, and the one that it leads to is the most like it: an ostrich for a cassowary.</summary>
    public bool IsLike => StandIn is { IsShown: false, Concept.Length: > 0 };

    /// <summary>Whether it is the name of a drawing.</summary>
    public bool IsName { get; init; }

    /// <summary>Whether it is known or something is like it.</summary>
    public bool IsUnderstood => IsKnown || IsLike;

    /// <summary>What networks that know the drawings' words should read instead; empty if there is nothing.</summary>
    public string Reading => Kind != TermKind.Noun ? Translation ?? Written
        : Leads.Count == 0 ? ""
        : Name ?? (IsKnown ? Translation ?? Written : Weight >= ThingWeight ? Leads[0].Word : "");

    /// <summary>A near word that drawings have, if none has this one, or a small CLIP was not trained on it; null if none is near.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The English words for an emoji or a word of another language, else null.</summary>
    public string? Translation { get; init; }

    /// <summary>In English, in lower case.</summary>
    public string English => (Translation ?? Written).ToLowerInvariant();
}
