namespace Atelier.Models.Gan.StyleGan2;

/// <summary>How the blocks of a StyleGAN2 are joined.</summary>
public enum StyleGan2Architecture
{
    /// <summary>One after the other.</summary>
    Original,

    /// <summary>Each block makes or takes a picture of its size, and pictures are added.</summary>
    Skip,

    /// <summary>Residual blocks.</summary>
    ResNet,
}

/// <summary>Hyperparameters of a mapping network.</summary>
public sealed record MappingOptions
{
    /// <summary><c>z_dim</c>: width of the noise; 0 for none.</summary>
    public int Latent { get; init; } = 512;

    /// <summary><c>c_dim</c>: classes; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>Widths from the first layer's input to the last one's output.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [512, 512, 512];

    /// <summary><c>lr_multiplier</c>.</summary>
    public double Multiplier { get; init; } = 0.01;

    /// <summary><c>activation</c>.</summary>
    public Activation Activation { get; init; } = Activation.LRelu;
}

/// <summary>Hyperparameters of a <see cref="StyleGan2Generator"/>.</summary>
public sealed record StyleGan2Options
{
    /// <summary>The mapping network's.</summary>
    public MappingOptions Mapping { get; init; } = new();

    /// <summary>Channels of each block, from 4 × 4 pixels up, doubling.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [512, 512];

    /// <summary><c>img_channels</c>.</summary>
    public int PictureChannels { get; init; } = 3;

    /// <summary><c>architecture</c>.</summary>
    public StyleGan2Architecture Architecture { get; init; } = StyleGan2Architecture.Skip;

    /// <summary><c>use_noise</c>.</summary>
    public bool Noise { get; init; } = true;

    /// <summary><c>conv_clamp</c>: the largest magnitude after a convolution; null for none.</summary>
    public double? Clamp { get; init; } = 256;

    /// <summary><c>activation</c>.</summary>
    public Activation Activation { get; init; } = Activation.LRelu;

    /// <summary>Side of the pictures.</summary>
    public int Size => 4 << (Channels.Count - 1);

    /// <summary><c>w_dim</c>: width of the intermediate latent.</summary>
    public int Width => Mapping.Widths[^1];

    /// <summary><c>num_ws</c>: intermediate latents of a picture, one a convolution and one for the last picture.</summary>
    public int Latents => Channels.Count * 2;
}

/// <summary>Hyperparameters of a <see cref="StyleGan2Discriminator"/>.</summary>
public sealed record StyleGan2DiscriminatorOptions
{
    /// <summary>The mapping network of its classes; null for a network without.</summary>
    public MappingOptions? Mapping { get; init; }

    /// <summary>Channels at each size, from the picture's down to 4 × 4 pixels, halving.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [512, 512];

    /// <summary><c>img_channels</c>.</summary>
    public int PictureChannels { get; init; } = 3;

    /// <summary><c>architecture</c>.</summary>
    public StyleGan2Architecture Architecture { get; init; } = StyleGan2Architecture.ResNet;

    /// <summary><c>conv_clamp</c>: the largest magnitude after a convolution; null for none.</summary>
    public double? Clamp { get; init; } = 256;

    /// <summary><c>activation</c>.</summary>
    public Activation Activation { get; init; } = Activation.LRelu;

    /// <summary><c>mbstd_group_size</c>: pictures that are compared with each other.</summary>
    public int Group { get; init; } = 4;

    /// <summary><c>mbstd_num_channels</c>: maps of deviations among them.</summary>
    public int DeviationMaps { get; init; } = 1;

    /// <summary>Side of the pictures.</summary>
    public int Size => 4 << (Channels.Count - 1);
}
