namespace Atelier.Torch.Layers;

/// <summary>A table of vectors by index. k entries of width d.</summary>
public sealed class Embedding : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [k, d]

    /// <summary>Requests <c>weight</c>.</summary>
    public Embedding(Weights w, int entries, int width, Initializer? init = null)
        : base(nameof(Embedding))
    {
        weight = w.Parameter("weight", [entries, width], init ?? Initialize.Normal(1));
        RegisterComponents();
    }

    /// <summary>The table, [k, d].</summary>
    public Parameter Weight => weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor indices) => Functional.embedding(indices, weight); // i64 [..] to [.., d]
}
