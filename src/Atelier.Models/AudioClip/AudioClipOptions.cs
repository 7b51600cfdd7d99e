using Atelier.Core;

namespace Atelier.Models.AudioClip;

/// <summary>A stage of the ResNet of an <see cref="AudioClipModel"/>.</summary>
/// <param name="Blocks">How many blocks it has.</param>
/// <param name="Inner">Channels within a block.</param>
/// <param name="Outer">Channels out of a block.</param>
public readonly record struct AudioStage(int Blocks, int Inner, int Outer);

/// <summary>Hyperparameters of the sounds' side of an <see cref="AudioClipModel"/>.</summary>
public sealed record AudioClipOptions
{
    /// <summary>Channels after the first convolution.</summary>
    public int Stem { get; init; } = 64;

    /// <summary>The four stages of the ResNet.</summary>
    public IReadOnlyList<AudioStage> Stages { get; init; } = [new(3, 128, 256), new(4, 256, 512), new(6, 512, 1024), new(3, 1024, 2048)];

    /// <summary><c>groups</c> of the convolutions within blocks.</summary>
    public int Groups { get; init; } = 32;

    /// <summary><c>embed_dim</c>: width of the common space of sounds, pictures and words.</summary>
    public int EmbeddingWidth { get; init; } = 1024;

    /// <summary><c>win_length</c>: samples of a frame.</summary>
    public int Window { get; init; } = 1654;

    /// <summary><c>hop_length</c>: samples from frame to frame.</summary>
    public int Hop { get; init; } = 561;

    /// <summary>Frequencies of the spectrogram; <c>n_fft</c> / 2 + 1.</summary>
    public int Frequencies { get; init; } = 1025;

    /// <summary><c>n_fft</c>: samples of a frame with the zeros around it.</summary>
    public int Samples => (Frequencies - 1) * 2;

    /// <summary>Derives the hyperparameters from a checkpoint's shapes.</summary>
    /// <exception cref="ModelFileException">The file is no AudioCLIP.</exception>
    public static AudioClipOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        int Size(string key, int axis) =>
            stored.TryGetValue("audio." + key, out var tensor) && tensor.Shape.Length > axis && tensor.Shape[axis] > 0
                ? (int)tensor.Shape[axis]
                : throw new ModelFileException($"{where} is no AudioCLIP: it has no audio.{key} of the right shape.");

        int Blocks(int stage) =>
            Enumerable.Range(0, stored.Count).TakeWhile(i => stored.ContainsKey($"audio.layer{stage}.{i}.conv1.weight")).Count();

        return new()
        {
            Stem = Size("conv1.weight", 0),
            Stages =
            [
                .. Enumerable.Range(1, 4).Select(stage => new AudioStage(
                    Blocks(stage), Size($"layer{stage}.0.conv1.weight", 0), Size($"layer{stage}.0.conv3.weight", 0))),
            ],
            Groups = Size("layer1.0.conv2.weight", 0) / Size("layer1.0.conv2.weight", 1),
            EmbeddingWidth = Size("fc.weight", 0),
            Window = Size("window", 0),
            Frequencies = Size("fbsp.m", 0),
        };
    }
}
