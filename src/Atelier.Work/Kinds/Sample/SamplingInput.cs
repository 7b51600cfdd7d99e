using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Atelier.Art.Sample;
using Atelier.Core;

namespace Atelier.Work.Kinds.Sample;

/// <summary>The options that sampling and completing share. A null means the model's own value.</summary>
public abstract record SamplingInput
{
    [Range(1, 64), Description("Number of pictures.")]
    public int Count { get; init; } = 8;

    [Description("What the pictures shall show, for models that read words.")]
    public string? Words { get; init; }

    [Description("A class by name or number, for models that know classes; by default each in turn.")]
    public string? Class { get; init; }

    [Range(0, 1000), Description("Below 1 more likely codes, above 1 more variety, 0 always the likeliest.")]
    public double? Temperature { get; init; }

    [Range(0, 1_000_000), Description("Sample from the k likeliest codes; 0 for all.")]
    public int? TopK { get; init; }

    [Range(1e-6, 1), Description("Sample from the likeliest codes with this total probability.")]
    public double? TopP { get; init; }

    [Range(1, 1000), Description("Scale of classifier-free guidance; 1 for none.")]
    public double? Guidance { get; init; }

    [Range(0, uint.MaxValue), Description("The same seed gives the same pictures; by default a new one.")]
    public long? Seed { get; init; }

    /// <summary>Checks what does not depend on the model.</summary>
    /// <exception cref="OptionException">Options exclude one another.</exception>
    internal void Validate()
    {
        if (Temperature == 0 && (TopK ?? TopP) is not null)
        {
            throw new OptionException("topK and topP have no effect beside temperature 0: leave them out.", "topK");
        }

        if (Words is { } words && string.IsNullOrWhiteSpace(words))
        {
            throw new OptionException("words is empty: leave it out.", "words");
        }
    }

    /// <summary>What is asked of the model.</summary>
    internal SamplingRequest ToRequest() => new()
    {
        Count = Count, Category = Class, Words = Words, Temperature = Temperature, TopK = TopK, TopP = TopP, Guidance = Guidance,
        Seed = (ulong)(Seed ?? 1),
    };
}
