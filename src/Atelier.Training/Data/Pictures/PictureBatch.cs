using Atelier.Tensors;

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
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>How many.</summary>
    public int Count => Classes.Length;

    /// <summary>[b, c, s, s] in [0, 1].</summary>
    public Tensor ToTensor()
    {
        using var scope = TensorScope.Enter();
        return scope.Keep((Tensor.From(Pixels, Count, Size, Size, Channels).To(Device).Permute(0, 3, 1, 2).To(DType.Float32) / 255).Contiguous());
    }

    /// <summary>The classes, i64 [b].</summary>
    public Tensor ClassTensor() => Tensor.From(Classes, Count).To(Device);
}
