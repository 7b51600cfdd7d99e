using Atelier.Core;

namespace Atelier.Models.Gan.Pix2Pix;

/// <summary>Hyperparameters of a <see cref="UnetGenerator"/>, named as in pytorch-CycleGAN-and-pix2pix.</summary>
public sealed record UnetGeneratorOptions
{
    private const int Widest = 8; // channels in multiples of the first level's

    /// <summary><c>input_nc</c>: channels of the pictures that are translated.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary><c>output_nc</c>: channels of the translations.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary><c>ngf</c>: channels of the first level; doubled up to eight times.</summary>
    public int Channels { get; init; } = 64;

    /// <summary><c>num_downs</c>: levels, each of which halves the picture; 8 for <c>unet_256</c>.</summary>
    public int Levels { get; init; } = 8;

    /// <summary><c>norm</c>: instance normalisation instead of batch normalisation.</summary>
    public bool InstanceNorm { get; init; }

    /// <summary><c>use_dropout</c>: half of the maps' values are dropped near the bottom while training.</summary>
    public bool Dropout { get; init; } = true;

    /// <summary>What the pictures' sides are multiples of.</summary>
    public int Multiple => 1 << Levels;

    /// <summary>Channels of a level, counted from the outermost.</summary>
    public int ChannelsOf(int level) => Channels * Math.Min(1 << level, Widest);

    /// <summary>Derives the hyperparameters from a checkpoint's shapes.</summary>
    /// <exception cref="ModelFileException">The file is no such U-Net.</exception>
    public static UnetGeneratorOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        const string Outermost = "model.model.";
        long[] Shape(string key) => stored.TryGetValue(key, out var tensor) && tensor.Shape is [> 0, > 0, > 0, > 0]
            ? tensor.Shape : throw new ModelFileException($"{where} is no U-Net of pix2pix: it has no {key} of four axes.");

        var (levels, at) = (1, Outermost + "1.model.");
        while (stored.ContainsKey(at + "1.weight"))
        {
            (levels, at) = (levels + 1, at + "3.model.");
        }

        return new()
        {
            InChannels = (int)Shape(Outermost + "0.weight")[1],
            OutChannels = (int)Shape(Outermost + "3.weight")[1],
            Channels = (int)Shape(Outermost + "0.weight")[0],
            Levels = levels,
            InstanceNorm = !stored.ContainsKey(Outermost + "1.model.2.weight") && stored.ContainsKey(Outermost + "1.model.1.bias"),
        };
    }
}
