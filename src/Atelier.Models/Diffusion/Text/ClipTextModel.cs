using Atelier.Models.Clip;
using Atelier.Torch.Layers;

namespace Atelier.Models.Diffusion.Text;

/// <summary>What a text encoder makes of tokens. b batch, t tokens, d width, e width of the projection.</summary>
/// <param name="LastHiddenState"><c>last_hidden_state</c>: after the last norm, [b, t, d].</param>
/// <param name="Penultimate"><c>hidden_states[-2]</c>: before the last block, without a norm, [b, t, d]; what SDXL reads.</param>
/// <param name="Pooled">At the end token: <c>text_embeds</c> [b, e] where there is a projection, else <c>pooler_output</c>
/// [b, d].</param>
public sealed record EncodedText(Tensor LastHiddenState, Tensor Penultimate, Tensor Pooled);

/// <summary>The text tower of a CLIP (Radford et al., 2021) as diffusion models read it: a vector a token and not only one a text.
/// b batch, t tokens, d width, e width of the projection.</summary>
public sealed class ClipTextModel : Module<Tensor, EncodedText>
{
    private readonly Embedding token_embedding;
    private readonly Parameter positional_embedding; // [t, d]
    private readonly Transformer transformer;
    private readonly LayerNorm ln_final;
    private readonly Parameter? text_projection;     // [d, e]
    private readonly Constant _mask;                 // [t, t], -inf above the diagonal

    /// <summary>Builds the network with weights from a file, by OpenAI's keys, or randomly initialised.</summary>
    public ClipTextModel(Weights w, ClipTextOptions options)
        : base(nameof(ClipTextModel))
    {
        Options = options;
        var (width, length) = (options.Width, options.ContextLength);
        token_embedding = new(w["token_embedding"], options.VocabularySize, width, Initialize.Normal(0.02));
        positional_embedding = w.Parameter("positional_embedding", [length, width], Initialize.Normal(0.01));
        transformer = new(w["transformer"], width, options.Layers, options.Heads, options.ExactGelu, options.MlpWidth);
        ln_final = new(w["ln_final"], width);
        text_projection = options.ProjectionWidth is { } projection
            ? w.Parameter("text_projection", [width, projection], Initialize.Normal(Math.Pow(width, -0.5)))
            : null;
        w.Verify();
        using var scope = NewDisposeScope();
        _mask = new(full([length, length], double.NegativeInfinity).triu(1));
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public ClipTextOptions Options { get; }

    /// <summary>Type of the values between.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>The device of the weights.</summary>
    public Device Device => positional_embedding.device;

    /// <inheritdoc/>
    public override EncodedText forward(Tensor tokens) // i64 [b, t], on any device
    {
        using var scope = NewDisposeScope();
        tokens = tokens.to(Device);
        var length = tokens.size(1);
        var end = Options.EndToken is { } id ? tokens.eq(id).to(ScalarType.Int64).argmax(1) : tokens.argmax(1);      // [b]
        var x = token_embedding.call(tokens) + positional_embedding.narrow(0, 0, length);                            // [b, t, d]
        var mask = _mask.On(Device).narrow(0, 0, length).narrow(1, 0, length);
        var (penultimate, last) = transformer.LastTwo(Format.BFloat16 ? x.to(ScalarType.BFloat16) : x, mask);
        last = ln_final.call(last);
        var pooled = last.gather(1, end.reshape(-1, 1, 1).expand(-1, -1, last.size(2))).squeeze(1);                  // [b, d]
        pooled = text_projection is null ? pooled : pooled.matmul(text_projection.to(pooled.dtype));                 // [b, e]
        return new(Out(last), Out(penultimate), Out(pooled));

        Tensor Out(Tensor value) => scope.MoveToOuter(value.to(ScalarType.Float32));
    }

    /// <summary>Converts the model in place to bf16 for inference; embeddings stay fp32.</summary>
    public void ToBFloat16()
    {
        Format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16(except: key => key is "token_embedding.weight" or "positional_embedding");
    }
}
