using Atelier.Core;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>Hyperparameters of an <see cref="AttnGanGenerator"/>, named as in its configuration.</summary>
public sealed record AttnGanOptions
{
    /// <summary><c>GAN.GF_DIM</c>: channels of the pictures' maps.</summary>
    public int Channels { get; init; } = 32;

    /// <summary><c>GAN.Z_DIM</c>: width of the noise.</summary>
    public int Latent { get; init; } = 100;

    /// <summary><c>GAN.CONDITION_DIM</c>: width of the caption's condition.</summary>
    public int Condition { get; init; } = 100;

    /// <summary><c>TEXT.EMBEDDING_DIM</c>: width of the words' and the caption's vectors.</summary>
    public int TextWidth { get; init; } = 256;

    /// <summary><c>GAN.R_NUM</c>: residual blocks of each later stage.</summary>
    public int ResBlocks { get; init; } = 2;

    /// <summary><c>TREE.BRANCH_NUM</c>: pictures of 64, 128 and 256 pixels, as many of them.</summary>
    public int Stages { get; init; } = 3;

    /// <summary>Derives the hyperparameters from a checkpoint's shapes.</summary>
    /// <exception cref="ModelFileException">The file is no AttnGAN generator.</exception>
    public static AttnGanOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        long[] Matrix(string key) => stored.TryGetValue(key, out var tensor) && tensor.Shape is [> 0, > 0] ? tensor.Shape
            : throw new ModelFileException($"{where} is no generator of AttnGAN: it has no {key} of two axes.");

        var (condition, first) = (Matrix("ca_net.fc.weight"), Matrix("h_net1.fc.0.weight"));
        return new()
        {
            Channels = (int)first[0] / (InitialStage.Widest * InitialStage.Side * InitialStage.Side * 2),
            Latent = (int)(first[1] - (condition[0] / 4)),
            Condition = (int)condition[0] / 4,
            TextWidth = (int)condition[1],
            ResBlocks = Enumerable.Range(0, stored.Count).TakeWhile(i => stored.ContainsKey($"h_net2.residual.{i}.block.0.weight")).Count(),
            Stages = Enumerable.Range(1, 3).TakeWhile(i => stored.ContainsKey($"img_net{i}.img.0.weight")).Count(),
        };
    }
}
