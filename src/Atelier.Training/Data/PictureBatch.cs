namespace Atelier.Training.Data;

/// <summary>Pictures side by side. b of them, c channels, side s.</summary>
/// <param name="Pixels">Bytes [b, s, s, c].</param>
/// <param name="Size">Side s.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Classes">The class of each, or -1.</param>
/// <param name="Captions">The words of each, or none.</param>
public sealed record PictureBatch(byte[] Pixels, int Size, int Channels, long[] Classes, string[] Captions)
{
    /// <summary>The words of each with one thing in them untrue; empty where no such words are known.</summary>
    public string[] Wrong { get; init; } = [];

    /// <summary>Where its tensors are wanted.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>How many.</summary>
    public int Count => Classes.Length;

    /// <summary>[b, c, s, s] in [0, 1].</summary>
    public Tensor ToTensor()
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            (tensor(Pixels, [Count, Size, Size, Channels]).to(Device).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255).contiguous());
    }

    /// <summary>The classes, i64 [b].</summary>
    public Tensor ClassTensor() => tensor(Classes, [Count]).to(Device);
}
