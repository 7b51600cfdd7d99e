using Atelier.Core;

namespace Atelier.Nn.Layers;

/// <summary>A table of vectors by index. k entries of width d.</summary>
public sealed class Embedding
{
    private readonly Parameter _weight; // [k, d]

    /// <summary>Asks for <c>weight</c>.</summary>
    public Embedding(Weights w, int entries, int width, Initializer? draw = null) =>
        _weight = w.Parameter("weight", [entries, width], draw ?? Initialize.Normal(1));

    /// <summary>The table, [k, d].</summary>
    public Parameter Weight => _weight;

    /// <summary>i64 [..] to [.., d].</summary>
    public Tensor Forward(Tensor indices) => Functional.embedding(indices, _weight);
}
