using Atelier.Tensors;

namespace Atelier.Nn.Layers;

/// <summary>Cross entropy of the logits x Wᵀ, which are made, and their gradients with them, for a few rows at a time: with a large vocabulary
/// there is no room for all of them in the processor's cache, and none need be kept. r rows, d width, v vocabulary.</summary>
public static class LinearCrossEntropy
{
    private const int Rows = 256; // logits of that many at a time

    /// <summary>The mean over the rows of minus the log share that softmax(x Wᵀ) gives the target, the softmax in fp32; rows without a target add nothing to it.</summary>
    /// <param name="x">[r, d].</param>
    /// <param name="weight">W [v, d], of the type of x.</param>
    /// <param name="targets">i64 [r], each in [0, v), or -1 for none.</param>
    /// <returns>A scalar, fp32: the sum, divided by r.</returns>
    public static Tensor Of(Tensor x, Tensor weight, Tensor targets)
    {
        using var scope = TensorScope.Enter();
        if (!Autograd.IsRecording || !(x.RequiresGradient || weight.RequiresGradient))
        {
            return scope.Keep(Pieces(x, weight, targets, null, null));
        }

        var (ofX, ofWeight) = (x.Detach().ZerosLike(), weight.Detach().ZerosLike().To(DType.Float32));
        Tensor loss;
        using (Autograd.Pause())
        {
            loss = Pieces(x.Detach(), weight.Detach(), targets, ofX, ofWeight);
        }

        return scope.Keep(CustomFunction.Apply(
            "linear cross entropy",
            [x, weight, loss, ofX, ofWeight],
            inputs => inputs[2].Clone(),
            (gradient, saved) => [saved[3] * gradient.To(saved[3].DType), (saved[4] * gradient).To(saved[1].DType), null, null, null]));
    }

    // and the gradients, where they are wanted, added to these
    private static Tensor Pieces(Tensor x, Tensor weight, Tensor targets, Tensor? ofX, Tensor? ofWeight)
    {
        using var scope = TensorScope.Enter();
        var sum = Tensor.Zeros([], DType.Float32, x.Device);
        var (count, vocabulary) = (x.Size(0), weight.Size(0));
        for (long first = 0; first < count; first += Rows)
        {
            using var inner = TensorScope.Enter();
            var rows = Math.Min(Rows, count - first);
            var (piece, target) = (x.Narrow(0, first, rows), targets.Narrow(0, first, rows));           // [p, d], [p]
            var counts = target.GreaterEqual(0).To(DType.Float32);                                      // [p]
            target = target.ClampMin(0).To(DType.Int64);
            var logShares = Functional.Linear(piece, weight, null).To(DType.Float32).LogSoftmax(1);     // [p, v]
            sum.AddInPlace((logShares.Gather(1, target.Unsqueeze(1)).Reshape(-1) * counts).Sum(), -1);
            if (ofX is not null && ofWeight is not null)
            {
                var ofLogits = logShares.Exp();                                                         // the shares, minus 1 at the target
                ofLogits.Reshape(-1).IndexAddInPlace(0, ((Tensor.Range(rows, x.Device) * vocabulary) + target).To(DType.Int64), Tensor.Full([rows], -1, x.Device));
                var rounded = (ofLogits * counts.Unsqueeze(1)).To(x.DType);
                ofX.Narrow(0, first, rows).CopyInPlace(Functional.MatMul(rounded, weight));
                ofWeight.AddInPlace(Functional.MatMul(rounded.Transpose(0, 1), piece));
            }
        }

        ofX?.MulInPlace(1.0 / count);
        ofWeight?.MulInPlace(1.0 / count);
        return scope.Keep(sum / count);
    }
}
