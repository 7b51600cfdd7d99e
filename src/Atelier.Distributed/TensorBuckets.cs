using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>Flat tensors concatenated to buckets of a bounded size, as in PyTorch's DistributedDataParallel: a thousand small
/// tensors need few messages, and a large one needs little memory.</summary>
internal static class TensorBuckets
{
    /// <summary>The most elements of a bucket: 16 MB of float32.</summary>
    public const long Capacity = 1 << 22;

    /// <summary>The buckets, each as the views to concatenate.</summary>
    /// <param name="flat">One-dimensional tensors of one type and one device.</param>
    public static IEnumerable<List<Tensor>> Split(IEnumerable<Tensor> flat)
    {
        var (pieces, size) = (new List<Tensor>(), 0L);
        foreach (var tensor in flat)
        {
            for (long at = 0, length; at < tensor.NumberOfElements; at += length)
            {
                length = Math.Min(Capacity - size, tensor.NumberOfElements - at);
                pieces.Add(tensor.narrow(0, at, length));
                size += length;
                if (size == Capacity)
                {
                    yield return pieces;
                    (pieces, size) = ([], 0);
                }
            }
        }

        if (size > 0)
        {
            yield return pieces;
        }
    }

    /// <summary>Copies a bucket back into its views.</summary>
    public static void CopyBack(Tensor bucket, List<Tensor> pieces)
    {
        long at = 0;
        foreach (var piece in pieces)
        {
            piece.copy_(bucket.narrow(0, at, piece.NumberOfElements));
            at += piece.NumberOfElements;
        }
    }
}
