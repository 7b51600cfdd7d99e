using Atelier.Torch.Layers;

namespace Atelier.Models.Clip;

/// <summary>CLIP (Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021): pictures and texts
/// in one embedding space. The forward pass gives logits per picture and per text.
/// b batch, t tokens, d width, e embedding width.</summary>
public sealed class ClipModel : Module<Tensor, Tensor, (Tensor PerImage, Tensor PerText)>
{
    private readonly Module<Tensor, Tensor> visual;
    private readonly Transformer transformer;
    private readonly Embedding token_embedding;
    private readonly Parameter positional_embedding; // [t, d]
    private readonly LayerNorm ln_final;
    private readonly Parameter text_projection;      // [d, e]
    private readonly Parameter logit_scale;          // scalar, log of the inverse temperature
    private readonly Constant _mask;                 // [t, t], -∞ above the diagonal
    private readonly Constant _mean;                 // [1, 3, 1, 1]
    private readonly Constant _deviation;            // [1, 3, 1, 1]

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public ClipModel(Weights w, ClipOptions options)
        : base(nameof(ClipModel))
    {
        Options = options;
        var (width, heads) = (options.TextWidth, options.TextHeads ?? Math.Max(1, options.TextWidth / 64));
        positional_embedding = w.Parameter("positional_embedding", [options.ContextLength, width], Initialize.Normal(0.01));
        text_projection = w.Parameter("text_projection", [width, options.EmbeddingWidth], Initialize.Normal(Math.Pow(width, -0.5)));
        logit_scale = w.Parameter("logit_scale", [], Initialize.Constant(Math.Log(1 / 0.07)));
        visual = options.ResNetLayers is null ? new VisionTransformer(w["visual"], options) : new ModifiedResNet(w["visual"], options);
        transformer = new(w["transformer"], width, options.TextLayers, heads, options.TextExactGelu);
        token_embedding = new(w["token_embedding"], options.VocabularySize, width, Initialize.Normal(0.02));
        ln_final = new(w["ln_final"], width);
        w.Verify(key => key is "input_resolution" or "context_length" or "vocab_size" or "attn_mask");
        using var scope = NewDisposeScope();
        _mask = new(full([options.ContextLength, options.ContextLength], double.NegativeInfinity).triu(1));
        (_mean, _deviation) = (new(tensor(options.Mean.ToArray(), [1, 3, 1, 1])), new(tensor(options.Deviation.ToArray(), [1, 3, 1, 1])));
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public ClipOptions Options { get; }

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>The device of the weights.</summary>
    public Device Device => positional_embedding.device;

    /// <summary>Pictures [b, 3, s, s] in [0, 1] and tokens i64 [b', t] to logits per picture [b, b'] and per text [b', b].</summary>
    public override (Tensor PerImage, Tensor PerText) forward(Tensor image, Tensor text)
    {
        using var scope = NewDisposeScope();
        var logits = Logits(encode_image(image), encode_text(text));
        return scope.MoveToOuter(logits, logits.transpose(0, 1));
    }

    /// <summary>Pictures [b, 3, s, s] in [0, 1] to features [b, e], fp32, not normalised.</summary>
    public Tensor encode_image(Tensor image)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(visual.call(Normalize(image)).to(ScalarType.Float32));
    }

    /// <summary>Feature maps of the four ResNet stages, each [b, c, h', w'], for pictures [b, 3, h, w] in [0, 1] whose sides are
    /// multiples of 32.</summary>
    /// <exception cref="InvalidOperationException">The tower is no ResNet.</exception>
    public Tensor[] Stages(Tensor image)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter(ResNet.Stages(Normalize(image)));
    }

    /// <summary>Feature maps of the stem and the four stages before their last ReLU, each [b, c, h', w'].</summary>
    /// <exception cref="InvalidOperationException">The tower is no ResNet.</exception>
    public Tensor[] BeforeActivation(Tensor image)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter(ResNet.BeforeActivation(Normalize(image)));
    }

    /// <summary>Feature maps of a vision transformer after each block, each [b, d, h / k, w / k], for pictures [b, 3, h, w] in [0, 1]
    /// whose sides are multiples of the patches' k. Positions are interpolated to other sizes than the model's own.</summary>
    /// <exception cref="InvalidOperationException">The tower is a ResNet.</exception>
    public Tensor[] Blocks(Tensor image)
    {
        using var scope = NewDisposeScope();
        return visual is VisionTransformer tower ? scope.MoveAllToOuter(tower.Blocks(Normalize(image)))
            : throw new InvalidOperationException("a ResNet has stages, no blocks");
    }

    /// <summary>Tokens i64 [b, t], on any device, to features [b, e], fp32, not normalised. They are those of the
    /// end token, which has the highest id.</summary>
    public Tensor encode_text(Tensor text)
    {
        using var scope = NewDisposeScope();
        var end = text.argmax(1, keepdim: true);                                               // [b, 1]
        var length = (long)end.max().ToDouble() + 1; // t: under causal attention, nothing after the longest text has an effect
        (text, end) = (text.narrow(1, 0, length).to(Device), end.to(Device));
        var x = token_embedding.call(text) + positional_embedding.narrow(0, 0, length);        // [b, t, d]
        var mask = _mask.On(Device).narrow(0, 0, length).narrow(1, 0, length);
        x = transformer.call(Format.BFloat16 ? x.to(ScalarType.BFloat16) : x, mask);
        end = end.unsqueeze(2).expand(-1, -1, x.size(2));                                      // [b, 1, d]
        x = ln_final.call(x.gather(1, end).squeeze(1));                                        // [b, d]
        return scope.MoveToOuter(x.matmul(text_projection.to(x.dtype)).to(ScalarType.Float32));
    }

    /// <summary>Cosine similarities times the learned scale, [pictures, texts]; transposed they are the logits per text.</summary>
    public Tensor Logits(Tensor imageFeatures, Tensor textFeatures)
    {
        using var scope = NewDisposeScope();
        var (image, text) = (F.normalize(imageFeatures, dim: 1), F.normalize(textFeatures, dim: 1));
        return scope.MoveToOuter(logit_scale.exp() * image.matmul(text.transpose(0, 1)));
    }

    /// <summary>Converts the model in place for inference: bf16, channels-last, batch norms folded into the convolutions; embeddings stay
    /// fp32.</summary>
    public void ToBFloat16()
    {
        eval();
        (visual as ModifiedResNet)?.FoldNorms();
        Format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16(except: key => key is "token_embedding.weight" or "positional_embedding");
    }

    /// <summary>Freezes the picture tower: its parameters need no gradients. Features are taken in evaluation mode.</summary>
    public void FreezeVision()
    {
        visual.requires_grad_(false);
        IsVisionFrozen = true;
    }

    /// <summary>Whether the picture tower is frozen, so that only the texts are trained.</summary>
    public bool IsVisionFrozen { get; private set; }

    private ModifiedResNet ResNet => visual as ModifiedResNet ?? throw new InvalidOperationException("only a ResNet has stages");

    private Tensor Normalize(Tensor image) => Format.Prepare((image - _mean.On(image.device)) / _deviation.On(image.device));
}
