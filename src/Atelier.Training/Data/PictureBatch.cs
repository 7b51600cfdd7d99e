namespace Atelier.Training.Data;

/// <summary>A batch of b square pictures of side s with c channels.</summary>
/// <param name="Pixels">Bytes [b, s, s, c].</param>
/// <param name="Size">Side s.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Classes">The class of each, or -1.</param>
/// <param name="Captions">The caption of each; empty without one.</param>
public sealed record PictureBatch(byte[] Pixels, int Size, int Channels, long[] Classes, string[] Captions)
{
    /// <summary>For each picture a caption that is wrong in one thing; empty if the data have none.</summary>
    public string[] HardNegatives { get; init; } = [];

    /// <summary>The number of each picture, where the source repeats them with other captions; else empty.</summary>
    public long[] Numbers { get; init; } = [];

    /// <summary>For each picture [b] whether each caption [b] is true of it; its own is. Null where only that is known.</summary>
    public bool[,]? Truths { get; init; }

    /// <summary>The device of its tensors.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>The batch size b.</summary>
    public int Count => Classes.Length;

    /// <summary>The pictures as floats, [b, c, s, s] in [0, 1].</summary>
    public Tensor ToTensor()
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            (tensor(Pixels, [Count, Size, Size, Channels]).to(Device).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255).contiguous());
    }

    /// <summary>The classes, i64 [b].</summary>
    public Tensor ClassTensor() => tensor(Classes, [Count]).to(Device);
}
