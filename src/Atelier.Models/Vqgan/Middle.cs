using Atelier.Nn;
using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>The middle of encoder and decoder: block, attention, block.</summary>
internal sealed class Middle
{
    private readonly ResnetBlock _block1;
    private readonly AttentionBlock _attention;
    private readonly ResnetBlock _block2;

    public Middle(Weights w, int channels, int groups)
    {
        _block1 = new(w["block_1"], channels, channels, groups);
        _attention = new(w["attn_1"], channels, groups);
        _block2 = new(w["block_2"], channels, channels, groups);
    }

    public Tensor Forward(Tensor x) // [b, c, h, w] to the same
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_block2.Forward(_attention.Forward(_block1.Forward(x))));
    }
}
