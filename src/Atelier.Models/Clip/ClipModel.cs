using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Clip;

/// <summary>CLIP (Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021): pictures and texts
/// in one space. b batch, t tokens, d width, e embedding width.</summary>
public sealed class ClipModel : IDisposable
{
    /// <summary>The mean of the pictures the official models were trained on, per channel in [0, 1].</summary>
    private static readonly float[] Mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] Deviation = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly IVisionTower _visual;
    private readonly Transformer _transformer;
    private readonly Embedding _tokenEmbedding;
    private readonly Parameter _positionalEmbedding; // [t, d]
    private readonly LayerNorm _lnFinal;
    private readonly Parameter _textProjection;      // [d, e]
    private readonly Parameter _logitScale;          // scalar, log of the inverse temperature
    private Tensor _mask;                            // [t, t], -∞ above the diagonal
    private Tensor _mean = tensor(Mean, [1, 3, 1, 1]).DetachFromDisposeScope();
    private Tensor _deviation = tensor(Deviation, [1, 3, 1, 1]).DetachFromDisposeScope();

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public ClipModel(Weights w, ClipOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        _positionalEmbedding = w.Parameter("positional_embedding", [options.ContextLength, options.TextWidth], Initialize.Normal(0.01));
        _textProjection = w.Parameter("text_projection", [options.TextWidth, options.EmbeddingWidth], Initialize.Normal(Math.Pow(options.TextWidth, -0.5)));
        _logitScale = w.Parameter("logit_scale", [], Initialize.Constant(Math.Log(1 / 0.07)));
        _visual = options.ResNetLayers is null ? new VisionTransformer(w["visual"], options) : new ModifiedResNet(w["visual"], options);
        _transformer = new(w["transformer"], options.TextWidth, options.TextLayers, options.TextHeads ?? Math.Max(1, options.TextWidth / 64), options.ExactGelu);
        _tokenEmbedding = new(w["token_embedding"], options.VocabularySize, options.TextWidth, Initialize.Normal(0.02));
        _lnFinal = new(w["ln_final"], options.TextWidth);
        w.Verify(key => key is "input_resolution" or "context_length" or "vocab_size");
        using var scope = NewDisposeScope();
        _mask = full([options.ContextLength, options.ContextLength], double.NegativeInfinity).triu(1).DetachFromDisposeScope();
        MoveConstants();
    }

    /// <summary>The sizes.</summary>
    public ClipOptions Options { get; }

    /// <summary>Every parameter, by its official key.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Whether training computes in bf16 although the weights are fp32.</summary>
    public bool ComputeInBFloat16
    {
        get => Parameters.ComputeInBFloat16;
        set => Parameters.ComputeInBFloat16 = value;
    }

    /// <summary>Whether batch statistics are used and followed (ResNet towers).</summary>
    public bool Training
    {
        set => _visual.Training = value;
    }

    /// <summary>Where it computes.</summary>
    public Device Device => _positionalEmbedding.Value.device;

    /// <summary>Pictures [b, 3, s, s] in [0, 1] to features [b, e], fp32, not of unit length.</summary>
    public Tensor EncodeImage(Tensor image)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_visual.Forward(Normalised(image)).to(ScalarType.Float32));
    }

    /// <summary>What the four stages of a ResNet make of pictures [b, 3, h, w] in [0, 1] of any size that 32 divides, each [b, c, h', w'].</summary>
    /// <exception cref="InvalidOperationException">The tower is no ResNet.</exception>
    public Tensor[] Stages(Tensor image)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter(ResNet.Stages(Normalised(image)));
    }

    /// <summary>What the stem and the four stages make of them before their last ReLU, each [b, c, h', w'].</summary>
    /// <exception cref="InvalidOperationException">The tower is no ResNet.</exception>
    public Tensor[] BeforeActivation(Tensor image)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter(ResNet.BeforeActivation(Normalised(image)));
    }

    /// <summary>Tokens i64 [b, t], from any device, to features [b, e], fp32, not of unit length; the feature is read at the highest token of each text, its end.</summary>
    public Tensor EncodeText(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        tokens = tokens.to(Device);
        var end = tokens.argmax(1, keepdim: true);                                                          // [b, 1]
        var length = (long)end.max().ToDouble() + 1;                                                         // t: what follows the longest text, nobody sees
        var x = _tokenEmbedding.Forward(tokens.narrow(1, 0, length)) + _positionalEmbedding.Value.narrow(0, 0, length); // [b, t, d]
        x = _transformer.Forward(ComputeInBFloat16 ? x.to(ScalarType.BFloat16) : x, _mask.narrow(0, 0, length).narrow(1, 0, length));
        end = end.unsqueeze(2).expand(-1, -1, x.size(2));                                                // [b, 1, d]
        x = _lnFinal.Forward(x.gather(1, end).squeeze(1));                                // [b, d]
        return scope.MoveToOuter(x.matmul(_textProjection.As(x.dtype)).to(ScalarType.Float32));
    }

    /// <summary>Cosines times the learned scale, [pictures, texts]; transposed they are the logits per text.</summary>
    public Tensor Logits(Tensor imageFeatures, Tensor textFeatures)
    {
        using var scope = NewDisposeScope();
        var image = imageFeatures / imageFeatures.norm(1, keepdim: true);
        var text = textFeatures / textFeatures.norm(1, keepdim: true);
        return scope.MoveToOuter(_logitScale.Value.exp() * image.matmul(text.transpose(0, 1)));
    }

    /// <summary>Converts once to the fast path: bf16, channels-last; embeddings stay fp32.</summary>
    public void ToFastPath() => Parameters.ToFastPath(name => name is "token_embedding.weight" or "positional_embedding");

    /// <summary>Moves the network to a device; pictures are given from there.</summary>
    public void To(Device device)
    {
        Parameters.To(device);
        MoveConstants();
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose()
    {
        Parameters.Dispose();
        _mask.Dispose();
        _mean.Dispose();
        _deviation.Dispose();
    }

    private ModifiedResNet ResNet => _visual as ModifiedResNet ?? throw new InvalidOperationException("only a ResNet has stages");

    private Tensor Normalised(Tensor image) => Parameters.Prepare((image - _mean) / _deviation);

    private void MoveConstants()
    {
        Move(ref _mask);
        Move(ref _mean);
        Move(ref _deviation);

        void Move(ref Tensor constant)
        {
            var there = constant.to(Device).DetachFromDisposeScope();
            if (!ReferenceEquals(there, constant))
            {
                constant.Dispose();
                constant = there;
            }
        }
    }
}
