using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;
using Atelier.Distributed;

namespace Atelier.Models.Gpt;

/// <summary>The transformer over codebook indices of "Taming Transformers" (Esser et al., 2021), which follows minGPT: what token comes next.
/// b batch, t tokens, p tokens of a prefix, d width, v vocabulary.</summary>
public sealed class GptModel : IDisposable
{
    private readonly Parameter _positions; // [1, block, d]
    private readonly Embedding _tokens;    // [v, d]
    private readonly GptBlock[] _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _head;
    private readonly IProcessGroup _group;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public GptModel(Weights w, GptOptions options)
    {
        Options = options;
        (Parameters, _group) = (w.Parameters, w.Group);
        _positions = w.Parameter("pos_emb", [1, options.BlockSize, options.Width], Initialize.Zeros);
        _tokens = new(w["tok_emb"], options.VocabularySize, options.Width, Draw);
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(i => new GptBlock(w["blocks"][i], options))];
        _norm = new(w["ln_f"], options.Width);
        _head = new(w["head"], options.Width, options.VocabularySize, bias: false, draw: Draw);
    }

    /// <summary>The sizes.</summary>
    public GptOptions Options { get; }

    /// <summary>Every parameter, by its official key.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Whether the blocks compute in bf16 although the weights are fp32.</summary>
    public bool ComputeInBFloat16 { get; set; }

    /// <summary>Where dropout draws from while training; null turns it off.</summary>
    public Generator? Dropout { get; set; }

    /// <summary>The type the blocks compute in: what a <see cref="GptCache"/> holds.</summary>
    public ScalarType ComputeType => ComputeInBFloat16 ? ScalarType.BFloat16 : _head.Type;

    /// <summary>The official initialisation of matrices and embeddings.</summary>
    internal static Initializer Draw { get; } = Initialize.Normal(0.02);

    /// <summary>Logits of the token after each.</summary>
    /// <param name="tokens">i64 [b, t]; t may be 0 where there is a prefix.</param>
    /// <param name="prefix">Embeddings before the tokens [b, p, d], such as a projected text feature; null for none.</param>
    /// <param name="cache">What was read before; these tokens are added to it.</param>
    /// <returns>[b, p + t, v], fp32.</returns>
    /// <exception cref="ArgumentException">Prefix, tokens and cache together are longer than the block.</exception>
    public Tensor Forward(Tensor tokens, Tensor? prefix = null, GptCache? cache = null)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_head.Forward(Hidden(tokens, prefix, cache)).to(ScalarType.Float32));
    }

    /// <summary>Logits of the token after the last alone; for the rest see <see cref="Forward"/>.</summary>
    /// <returns>[b, v], fp32.</returns>
    public Tensor Next(Tensor tokens, Tensor? prefix = null, GptCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var hidden = Hidden(tokens, prefix, cache);
        return scope.MoveToOuter(_head.Forward(hidden.select(1, hidden.size(1) - 1)).to(ScalarType.Float32));
    }

    /// <summary>What the head makes logits of: what the blocks make of tokens, normalised.</summary>
    /// <param name="tokens">i64 [b, t].</param>
    /// <param name="prefix">Embeddings before the tokens [b, p, d]; null for none.</param>
    /// <param name="cache">What was read before; these tokens are added to it.</param>
    /// <returns>[b, p + t, d].</returns>
    /// <exception cref="ArgumentException">Prefix, tokens and cache together are longer than the block.</exception>
    public Tensor Hidden(Tensor tokens, Tensor? prefix = null, GptCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var x = _tokens.Forward(tokens);                                 // [b, t, d]
        x = prefix is null ? x : cat([prefix.to(x.dtype), x], 1); // [b, p + t, d]
        var (before, length) = (cache?.Length ?? 0, x.size(1));
        if (before + length > Options.BlockSize)
        {
            throw new ArgumentException($"{before + length} tokens do not fit into a block of {Options.BlockSize}.");
        }

        x = Drop(x + _positions.Value.narrow(1, before, length)).to(ComputeType);
        for (var i = 0; i < _blocks.Length; i++)
        {
            x = _blocks[i].Forward(x, cache?[i], Drop);
        }

        return scope.MoveToOuter(_norm.Forward(x));
    }

    /// <summary>How badly tokens are foretold that can only be some of them: the mean cross entropy, without the logits of all of them in memory.</summary>
    /// <param name="hidden">Of <see cref="Hidden"/>, [r, d].</param>
    /// <param name="targets">What is to be foretold of each row, as one of those that can be: i64 [r], each in [0, count), or -1 for nothing.</param>
    /// <param name="first">The first token that can be.</param>
    /// <param name="count">How many can be.</param>
    /// <returns>A scalar, fp32: the sum, divided by r.</returns>
    public Tensor CrossEntropy(Tensor hidden, Tensor targets, long first, long count)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(LinearCrossEntropy.Of(hidden, _head.Weight(hidden.dtype).narrow(0, first, count), targets));
    }

    /// <summary>Which tokens [1, 1, t, t] may look (rows) at which (columns): 1 for those before and itself, and among the first <paramref name="unmasked"/>.</summary>
    public static Tensor Mask(long size, long unmasked)
    {
        using var scope = NewDisposeScope();
        var mask = ones([size, size]).tril();
        mask.narrow(0, 0, unmasked).narrow(1, 0, unmasked).fill_(1);
        return scope.MoveToOuter(mask.reshape(1, 1, size, size));
    }

    /// <summary>Converts once to the fast path: matrices in bf16.</summary>
    public void ToFastPath() => Parameters.ToFastPath(name => name.EndsWith("pos_emb", StringComparison.Ordinal) || name.EndsWith("tok_emb.weight", StringComparison.Ordinal) || name.EndsWith("mask", StringComparison.Ordinal));

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    private Tensor Drop(Tensor x)
    {
        if (Dropout is null || Options.Dropout == 0)
        {
            return x;
        }

        using var scope = NewDisposeScope();
        var chance = _group.Shard(x.size(0), rows => rand([rows, .. x.shape[1..]], device: Dropout.device, generator: Dropout));
        var kept = chance.ge(Options.Dropout).to(x.dtype);
        return scope.MoveToOuter(x * kept / (1 - Options.Dropout));
    }
}
