using Atelier.Core;

namespace Atelier.Models.Features;

/// <summary>Hyperparameters of a <see cref="ResNet"/>, and how its pictures were normalised.</summary>
public sealed record ResNetOptions
{
    /// <summary>Blocks of each of the four stages; 2, 2, 2, 2 for ResNet-18.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Channels of the first stage; each later one has twice as many.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>The mean that is subtracted of red, green and blue in [0, 1].</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.485f, 0.456f, 0.406f];

    /// <summary>What they are divided by then.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>Derives the hyperparameters from a checkpoint's shapes.</summary>
    /// <exception cref="ModelFileException">The file is no ResNet of basic blocks.</exception>
    public static ResNetOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        if (stored.ContainsKey("layer1.0.conv3.weight"))
        {
            throw new ModelFileException($"{where} is a ResNet of bottlenecks; one of basic blocks, such as ResNet-18, is needed.");
        }

        var blocks = Enumerable.Range(1, 4).Select(stage => Enumerable.Range(0, stored.Count)
            .TakeWhile(i => stored.ContainsKey($"layer{stage}.{i}.conv2.weight")).Count()).ToArray();
        return stored.TryGetValue("conv1.weight", out var stem) && stem.Shape is [> 0, 3, 7, 7] && blocks.All(count => count > 0)
            ? new() { Blocks = blocks, Channels = (int)stem.Shape[0] }
            : throw new ModelFileException($"{where} is no ResNet: it has no conv1.weight [c, 3, 7, 7], or stages are missing.");
    }
}
