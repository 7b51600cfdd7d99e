namespace Atelier.Models.Codecs.Vqgan;

/// <summary>The middle of encoder and decoder: block, attention, block.</summary>
internal sealed class Middle(Weights w, int channels, int groups) : Module<Tensor, Tensor>(nameof(Middle))
{
    private readonly ResnetBlock block_1 = new(w["block_1"], channels, channels, groups);
    private readonly AttentionBlock attn_1 = new(w["attn_1"], channels, groups);
    private readonly ResnetBlock block_2 = new(w["block_2"], channels, channels, groups);

    public override Tensor forward(Tensor x) // [b, c, h, w] to the same
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(block_2.call(attn_1.call(block_1.call(x))));
    }
}
