using Atelier.Torch.Layers;

namespace Atelier.Models.Clip;

/// <summary>ViT tower (Dosovitskiy et al., 2021) as in the official CLIP: normalised pictures to features.
/// b batch, p patches, d width, e embedding width.</summary>
internal sealed class VisionTransformer : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Parameter class_embedding;      // [d]
    private readonly Parameter positional_embedding; // [p + 1, d]
    private readonly LayerNorm ln_pre;
    private readonly Transformer transformer;
    private readonly LayerNorm ln_post;
    private readonly Parameter proj;                 // [d, e]

    public VisionTransformer(Weights w, ClipOptions options)
        : base(nameof(VisionTransformer))
    {
        var width = options.VisionWidth;
        var side = options.Resolution / options.PatchSize;
        var scale = Initialize.Normal(Math.Pow(width, -0.5));
        class_embedding = w.Parameter("class_embedding", [width], scale);
        positional_embedding = w.Parameter("positional_embedding", [(side * side) + 1, width], scale);
        proj = w.Parameter("proj", [width, options.EmbeddingWidth], scale);
        conv1 = new(w["conv1"], 3, width, options.PatchSize, stride: options.PatchSize, padding: 0, bias: false);
        ln_pre = new(w["ln_pre"], width);
        var heads = options.VisionHeads ?? Math.Max(1, width / 64);
        transformer = new(w["transformer"], width, options.VisionLayers!.Value, heads, options.VisionExactGelu);
        ln_post = new(w["ln_post"], width);
    }

    public override Tensor forward(Tensor x) // [b, 3, s, s]
    {
        using var scope = NewDisposeScope();
        x = transformer.call(Tokens(x, positional_embedding), null);                                  // [b, p + 1, d]
        x = ln_post.call(x.select(1, 0));                                                             // [b, d]
        return scope.MoveToOuter(x.matmul(proj.to(x.dtype)));                                         // [b, e]
    }

    /// <summary>x [b, 3, h, w] after each block, without the class token: [b, d, h / k, w / k] each, k being the patches' side.</summary>
    public Tensor[] Blocks(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (x.size(2) / conv1.Weight.size(2), x.size(3) / conv1.Weight.size(3));
        return scope.MoveAllToOuter([.. transformer.All(Tokens(x, Positions(h, w)))
            .Select(all => all.narrow(1, 1, h * w).transpose(1, 2).reshape(-1, all.size(2), h, w))]);
    }

    // the class token and the patches, [b, p + 1, d]
    private Tensor Tokens(Tensor x, Tensor positions)
    {
        x = Patches(x).matmul(conv1.Weight.to(x.dtype).flatten(1).t());                               // [b, p, d]
        var first = class_embedding.to(x.dtype).reshape(1, 1, -1).expand(x.size(0), 1, -1);           // [b, 1, d]
        return ln_pre.call(cat([first, x], 1) + positions.to(x.dtype));
    }

    // for h × w patches, interpolated as in DINO (Caron et al., 2021), [h w + 1, d]
    private Tensor Positions(long h, long w)
    {
        var patches = positional_embedding.narrow(0, 1, positional_embedding.size(0) - 1);            // [p, d]
        var side = (long)Math.Sqrt(patches.size(0));
        var grid = patches.t().reshape(1, -1, side, side).to(ScalarType.Float32);
        var fitted = F.interpolate(grid, [h, w], mode: InterpolationMode.Bicubic, align_corners: false);
        return cat([positional_embedding.narrow(0, 0, 1), fitted.flatten(2).squeeze(0).t()], 0);
    }

    // the convolution's stride is its width: each patch is multiplied by the kernel once, [b, p, 3 k k]
    private Tensor Patches(Tensor x)
    {
        var (b, k) = (x.size(0), conv1.Weight.size(2));
        return x.reshape(b, 3, x.size(2) / k, k, x.size(3) / k, k).permute(0, 2, 4, 1, 3, 5).reshape(b, -1, 3 * k * k);
    }
}
