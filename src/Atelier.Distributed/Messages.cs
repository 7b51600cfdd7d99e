using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>Flat tensors put together to messages of a bounded size, so that a thousand small ones need few
/// messages and a large one little memory.</summary>
internal static class Messages
{
    /// <summary>The most elements of a message: 16 MB of float32.</summary>
    public const long Largest = 1 << 22;

    /// <summary>The messages, each as the views it is made of.</summary>
    /// <param name="flat">Tensors of one axis, one type and one device.</param>
    public static IEnumerable<List<Tensor>> Of(IEnumerable<Tensor> flat)
    {
        var (pieces, size) = (new List<Tensor>(), 0L);
        foreach (var tensor in flat)
        {
            for (long at = 0, length; at < tensor.NumberOfElements; at += length)
            {
                length = Math.Min(Largest - size, tensor.NumberOfElements - at);
                pieces.Add(tensor.narrow(0, at, length));
                size += length;
                if (size == Largest)
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

    /// <summary>Puts a message back into the views it was made of.</summary>
    public static void Spread(Tensor message, List<Tensor> pieces)
    {
        long at = 0;
        foreach (var piece in pieces)
        {
            piece.copy_(message.narrow(0, at, piece.NumberOfElements));
            at += piece.NumberOfElements;
        }
    }
}
