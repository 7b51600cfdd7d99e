using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Clip;

/// <summary>ViT tower (Dosovitskiy et al., 2021) as in the official CLIP. b batch, p patches, d width, e embedding width.</summary>
internal sealed class VisionTransformer : IVisionTower
{
    private readonly Conv2d _conv1;
    private readonly Parameter _classEmbedding;      // [d]
    private readonly Parameter _positionalEmbedding; // [p + 1, d]
    private readonly LayerNorm _lnPre;
    private readonly Transformer _transformer;
    private readonly LayerNorm _lnPost;
    private readonly Parameter _proj;                // [d, e]

    public VisionTransformer(Weights w, ClipOptions options)
    {
        var width = options.VisionWidth;
        var side = options.Resolution / options.PatchSize;
        var scale = Initialize.Normal(Math.Pow(width, -0.5));
        _classEmbedding = w.Parameter("class_embedding", [width], scale);
        _positionalEmbedding = w.Parameter("positional_embedding", [(side * side) + 1, width], scale);
        _proj = w.Parameter("proj", [width, options.EmbeddingWidth], scale);
        _conv1 = new(w["conv1"], 3, width, options.PatchSize, stride: options.PatchSize, padding: 0, bias: false);
        _lnPre = new(w["ln_pre"], width);
        _transformer = new(w["transformer"], width, options.VisionLayers!.Value, options.VisionHeads ?? Math.Max(1, width / 64), options.ExactGelu);
        _lnPost = new(w["ln_post"], width);
    }

    public bool Training
    {
        set { } // nothing depends on it
    }

    public Tensor Forward(Tensor x) // [b, 3, s, s]
    {
        using var scope = NewDisposeScope();
        var patches = Patches(x).matmul(_conv1.Weight.As(x.dtype).flatten(1).t());                     // [b, p, d]
        var first = _classEmbedding.As(patches.dtype).reshape(1, 1, -1).expand(patches.size(0), 1, -1);
        var tokens = cat([first, patches], 1) + _positionalEmbedding.As(patches.dtype);      // [b, p + 1, d]
        tokens = _transformer.Forward(_lnPre.Forward(tokens));
        var pooled = _lnPost.Forward(tokens.select(1, 0));                                            // [b, d]
        return scope.MoveToOuter(pooled.matmul(_proj.As(pooled.dtype)));                         // [b, e]
    }

    // the convolution's stride is its width: each patch is multiplied by the kernel once, [b, p, 3 k k]
    private Tensor Patches(Tensor x)
    {
        var (b, k) = (x.size(0), _conv1.Weight.Value.size(2));
        return x.reshape(b, 3, x.size(2) / k, k, x.size(3) / k, k).permute(0, 2, 4, 1, 3, 5).reshape(b, -1, 3 * k * k);
    }
}
