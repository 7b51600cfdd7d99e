namespace Atelier.Models.Diffusion.Unet;

/// <summary>Hyperparameters of a <see cref="UNet2DConditionModel"/>, named as in diffusers; the defaults are Stable
/// Diffusion 1's.</summary>
public sealed record UnetOptions
{
    /// <summary><c>in_channels</c>: 4 of the latent; 9 with a mask and a masked picture's latent, for inpainting.</summary>
    public int InChannels { get; init; } = 4;

    /// <summary><c>out_channels</c>.</summary>
    public int OutChannels { get; init; } = 4;

    /// <summary><c>block_out_channels</c>: channels of each level; each but the last halves the latent.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    /// <summary><c>layers_per_block</c>: residual blocks a level (going up, one more).</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>Levels with transformers (<c>CrossAttnDownBlock2D</c> and not <c>DownBlock2D</c>).</summary>
    public IReadOnlyList<bool> HasAttention { get; init; } = [true, true, true, false];

    /// <summary><c>transformer_layers_per_block</c>: blocks of a transformer at each level; the last also in the middle.</summary>
    public IReadOnlyList<int> TransformerLayers { get; init; } = [1, 1, 1, 1];

    /// <summary>Attention heads at each level, the last also in the middle. diffusers calls them <c>attention_head_dim</c> by
    /// mistake.</summary>
    public IReadOnlyList<int> Heads { get; init; } = [8, 8, 8, 8];

    /// <summary><c>cross_attention_dim</c>: width of the text's vectors.</summary>
    public int CrossAttentionDim { get; init; } = 768;

    /// <summary><c>use_linear_projection</c>: transformers begin and end with linear layers instead of 1 × 1 convolutions.</summary>
    public bool LinearProjection { get; init; }

    /// <summary><c>addition_time_embed_dim</c> of SDXL: width of each size's embedding; null for networks without such
    /// conditions.</summary>
    public int? AdditionTimeEmbedDim { get; init; }

    /// <summary><c>projection_class_embeddings_input_dim</c> of SDXL: the pooled text's width and those of all size embeddings.</summary>
    public int AdditionInputDim { get; init; } = 2816;

    /// <summary><c>time_cond_proj_dim</c> of latent consistency models, which are told the guidance; null for others.</summary>
    public int? TimeCondProjDim { get; init; }

    /// <summary><c>norm_num_groups</c>.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>How many latent pixels one of the deepest level spans in each direction.</summary>
    public int Factor => 1 << (BlockOutChannels.Count - 1);
}
