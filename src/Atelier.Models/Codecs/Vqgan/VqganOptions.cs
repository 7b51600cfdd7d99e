namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Hyperparameters of a VQGAN (Esser et al., 2021), named as in taming-transformers' <c>ddconfig</c>.</summary>
public sealed record VqganOptions
{
    /// <summary><c>ch</c>: channels at full resolution; a multiple of 32.</summary>
    public int Channels { get; init; } = 128;

    /// <summary><c>ch_mult</c>: channels at each level, in multiples of <see cref="Channels"/>; each
    /// level but the first halves the picture.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 1, 2, 2, 4];

    /// <summary><c>num_res_blocks</c>: residual blocks a level (the decoder has one more).</summary>
    public int ResBlocks { get; init; } = 2;

    /// <summary>Levels with attention, counted from full resolution (<c>attn_resolutions</c> names their sizes instead).</summary>
    public IReadOnlySet<int> AttentionLevels { get; init; } = new HashSet<int> { 4 };

    /// <summary><c>z_channels</c>: channels between encoder and quantiser.</summary>
    public int LatentChannels { get; init; } = 256;

    /// <summary><c>embed_dim</c>: width of a codebook entry.</summary>
    public int EmbeddingWidth { get; init; } = 256;

    /// <summary><c>n_embed</c>: entries of the codebook.</summary>
    public int CodebookSize { get; init; } = 1024;

    /// <summary>Gumbel-softmax quantiser (<c>GumbelVQ</c>) instead of the nearest entry.</summary>
    public bool Gumbel { get; init; }

    /// <summary>Weight of the Gumbel quantiser's KL term.</summary>
    public double KlWeight { get; init; } = 5e-4;

    /// <summary>β multiplies the codebook term instead of the commitment term, as taming-transformers did by
    /// default; same value, other gradients.</summary>
    public bool LegacyBeta { get; init; } = true;

    /// <summary>Cosine codes: latents and entries of length 1 (see <see cref="VectorQuantizer"/>); not of a Gumbel quantiser.</summary>
    public bool Cosine { get; init; }

    /// <summary>Groups of every group norm: 32 in taming-transformers; fewer for narrow networks, where a group
    /// of one channel would lose its mean.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>How many pixels one code spans in each direction.</summary>
    public int Factor => 1 << (Multipliers.Count - 1);

    /// <summary>Derives the hyperparameters from a checkpoint's shapes.</summary>
    /// <exception cref="Atelier.Core.ModelFileException">The file is no VQGAN.</exception>
    public static VqganOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        long Size(string key, int axis) => stored.TryGetValue(key, out var tensor) && tensor.Shape.Length > axis
            ? tensor.Shape[axis]
            : throw new Atelier.Core.ModelFileException($"{where} is no VQGAN: it has no {key} of the right shape.");

        var channels = (int)Size("encoder.conv_in.weight", 0);
        var multipliers = new List<int>();
        var attention = new HashSet<int>();
        for (var level = 0; stored.ContainsKey($"encoder.down.{level}.block.0.conv1.weight"); level++)
        {
            multipliers.Add((int)Size($"encoder.down.{level}.block.0.conv1.weight", 0) / channels);
            if (stored.ContainsKey($"encoder.down.{level}.attn.0.q.weight"))
            {
                attention.Add(level);
            }
        }

        var blocks = 0;
        while (stored.ContainsKey($"encoder.down.0.block.{blocks}.conv1.weight"))
        {
            blocks++;
        }

        var gumbel = stored.ContainsKey("quantize.embed.weight");
        return new VqganOptions
        {
            Channels = channels,
            Multipliers = multipliers,
            ResBlocks = blocks,
            AttentionLevels = attention,
            LatentChannels = (int)Size("decoder.conv_in.weight", 1),
            EmbeddingWidth = (int)Size("post_quant_conv.weight", 1),
            CodebookSize = (int)Size(gumbel ? "quantize.embed.weight" : "quantize.embedding.weight", 0),
            Gumbel = gumbel,
        };
    }
}
