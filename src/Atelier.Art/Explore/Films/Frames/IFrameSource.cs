using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>Makes the frames of a film, one after another.</summary>
public interface IFrameSource : IDisposable
{
    /// <summary>Frames of the film.</summary>
    int Count { get; }

    /// <summary>Columns of a frame.</summary>
    int Width { get; }

    /// <summary>Rows of a frame.</summary>
    int Height { get; }

    /// <summary>What the next frame depends on besides its number; empty where each frame stands alone.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Restores a <see cref="State"/>, so that the next frame is the one after it.</summary>
    /// <param name="state">Its tensors, read on demand.</param>
    void Restore(IReadOnlyDictionary<string, StoredTensor> state);

    /// <summary>The frame [1, 3, h, w] in [0, 1].</summary>
    /// <param name="frame">Its number: 0, then always the next; or the one after a restored state.</param>
    Tensor Next(int frame);
}
