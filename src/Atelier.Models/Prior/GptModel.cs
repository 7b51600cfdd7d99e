using Atelier.Torch.Distributed;
using Atelier.Torch.Layers;

namespace Atelier.Models.Prior;

/// <summary>The transformer over codebook indices of "Taming Transformers" (Esser et al., 2021), which follows minGPT: predicts the next
/// token. b batch, t tokens, p tokens of a prefix, d width, v vocabulary.</summary>
public sealed class GptModel : Module<Tensor, Tensor?, GptCache?, Tensor>
{
    private readonly Parameter pos_emb; // [1, block, d]
    private readonly Embedding tok_emb; // [v, d]
    private readonly ModuleList<GptBlock> blocks;
    private readonly LayerNorm ln_f;
    private readonly Linear head;
    private readonly IProcessGroup _group;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public GptModel(Weights w, GptOptions options)
        : base(nameof(GptModel))
    {
        Options = options;
        _group = w.Group;
        pos_emb = w.Parameter("pos_emb", [1, options.BlockSize, options.Width], Initialize.Zeros);
        tok_emb = new(w["tok_emb"], options.VocabularySize, options.Width, WeightInit);
        blocks = new(options.Layers, i => new GptBlock(w["blocks"][i], options));
        ln_f = new(w["ln_f"], options.Width);
        head = new(w["head"], options.Width, options.VocabularySize, bias: false, init: WeightInit);
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public GptOptions Options { get; }

    /// <summary>The device of the weights.</summary>
    public Device Device => pos_emb.device;

    /// <summary>The type the blocks compute in; there are no channels.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>The generator of dropout masks in training; null for libtorch's default.</summary>
    public Generator? Dropout { get; set; }

    /// <summary>The type the blocks compute in: what a <see cref="GptCache"/> holds.</summary>
    public ScalarType ComputeType => Format.BFloat16 ? ScalarType.BFloat16 : head.Weight.dtype;

    /// <summary>The official initialisation of matrices and embeddings.</summary>
    internal static Initializer WeightInit { get; } = Initialize.Normal(0.02);

    /// <summary>Logits of the next token at every position.</summary>
    /// <param name="tokens">i64 [b, t]; t may be 0 where there is a prefix.</param>
    /// <param name="prefix">Embeddings before the tokens [b, p, d], such as a projected text feature; null for none.</param>
    /// <param name="cache">Keys and values of earlier tokens; those of these tokens are appended.</param>
    /// <returns>[b, p + t, v], fp32.</returns>
    /// <exception cref="ArgumentException">Prefix, tokens and cache together are longer than the block.</exception>
    public override Tensor forward(Tensor tokens, Tensor? prefix = null, GptCache? cache = null)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(head.call(Hidden(tokens, prefix, cache)).to(ScalarType.Float32));
    }

    /// <summary>Logits of the next token at the last position only; otherwise as <see cref="forward"/>.</summary>
    /// <returns>[b, v], fp32.</returns>
    public Tensor Next(Tensor tokens, Tensor? prefix = null, GptCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var hidden = Hidden(tokens, prefix, cache);
        return scope.MoveToOuter(head.call(hidden.select(1, hidden.size(1) - 1)).to(ScalarType.Float32));
    }

    /// <summary>The hidden states after the last norm, the input of the head.</summary>
    /// <param name="tokens">i64 [b, t].</param>
    /// <param name="prefix">Embeddings before the tokens [b, p, d]; null for none.</param>
    /// <param name="cache">Keys and values of earlier tokens; those of these tokens are appended.</param>
    /// <returns>[b, p + t, d].</returns>
    /// <exception cref="ArgumentException">Prefix, tokens and cache together are longer than the block.</exception>
    public Tensor Hidden(Tensor tokens, Tensor? prefix = null, GptCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var x = tok_emb.call(tokens);                                 // [b, t, d]
        x = prefix is null ? x : cat([prefix.to(x.dtype), x], 1); // [b, p + t, d]
        var (before, length) = (cache?.Length ?? 0, x.size(1));
        if (before + length > Options.BlockSize)
        {
            throw new ArgumentException($"{before + length} tokens do not fit into a block of {Options.BlockSize}.", nameof(tokens));
        }

        x = Drop(x + pos_emb.narrow(1, before, length)).to(ComputeType);
        for (var i = 0; i < blocks.Count; i++)
        {
            x = blocks[i].call(x, cache?[i], Drop);
        }

        return scope.MoveToOuter(ln_f.call(x));
    }

    /// <summary>Cross entropy over a restricted vocabulary, without all logits in memory at once.</summary>
    /// <param name="hidden">Of <see cref="Hidden"/>, [r, d].</param>
    /// <param name="targets">i64 [r], each in [0, count), counted from <paramref name="first"/>; -1 for rows to ignore.</param>
    /// <param name="first">The first token of the vocabulary.</param>
    /// <param name="count">Its size.</param>
    /// <returns>A scalar, fp32: the sum, divided by r.</returns>
    public Tensor CrossEntropy(Tensor hidden, Tensor targets, long first, long count)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(LinearCrossEntropy.Compute(hidden, head.Weight.to(hidden.dtype).narrow(0, first, count), targets));
    }

    /// <summary>The attention mask [1, 1, t, t], queries by keys: causal, and full among the first <paramref name="unmasked"/>
    /// tokens.</summary>
    public static Tensor Mask(long size, long unmasked)
    {
        using var scope = NewDisposeScope();
        var mask = ones([size, size]).tril();
        mask.narrow(0, 0, unmasked).narrow(1, 0, unmasked).fill_(1);
        return scope.MoveToOuter(mask.reshape(1, 1, size, size));
    }

    /// <summary>Converts the matrices in place to bf16.</summary>
    public void ToBFloat16() => this.ConvertKernelsToBFloat16(except: key => key is "pos_emb" or "tok_emb.weight");

    private Tensor Drop(Tensor x)
    {
        if (!training || Options.Dropout == 0)
        {
            return x;
        }

        using var scope = NewDisposeScope();
        var uniform = _group.Shard(x.size(0), rows => rand([rows, .. x.shape[1..]], device: x.device, generator: Dropout));
        return scope.MoveToOuter(x * uniform.ge(Options.Dropout).to(x.dtype) / (1 - Options.Dropout));
    }
}
