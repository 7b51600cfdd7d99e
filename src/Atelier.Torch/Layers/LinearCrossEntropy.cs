namespace Atelier.Torch.Layers;

/// <summary>Cross entropy of the logits x Wᵀ, which are made, and their gradients with them, for a few rows at a time: with a large
/// vocabulary there is no room for all of them in the processor's cache, and none need be kept. r rows, d width, v vocabulary.</summary>
public static class LinearCrossEntropy
{
    private const int Rows = 256; // logits of that many at a time

    /// <summary>The mean over the rows of minus the log share that softmax(x Wᵀ) gives the target, the softmax in fp32; rows
    /// without a target add nothing to it.</summary>
    /// <param name="x">[r, d].</param>
    /// <param name="weight">W [v, d], of the type of x.</param>
    /// <param name="targets">i64 [r], each in [0, v), or -1 for none.</param>
    /// <returns>A scalar, fp32: the sum, divided by r.</returns>
    public static Tensor Of(Tensor x, Tensor weight, Tensor targets)
    {
        using var scope = NewDisposeScope();
        if (!is_grad_enabled() || !(x.requires_grad || weight.requires_grad))
        {
            return scope.MoveToOuter(Pieces(x, weight, targets, null, null));
        }

        var (ofX, ofWeight) = (zeros_like(x.detach()), zeros_like(weight.detach()).to(ScalarType.Float32));
        Tensor loss;
        using (no_grad())
        {
            loss = Pieces(x.detach(), weight.detach(), targets, ofX, ofWeight);
        }

        // zero, whose gradients are those that were computed with the loss
        var surrogate = x.flatten().dot(ofX.flatten()) + weight.flatten().dot(ofWeight.to(weight.dtype).flatten());
        return scope.MoveToOuter(loss + (surrogate - surrogate.detach()).to(ScalarType.Float32));
    }

    // and the gradients, where they are wanted, added to these
    private static Tensor Pieces(Tensor x, Tensor weight, Tensor targets, Tensor? ofX, Tensor? ofWeight)
    {
        using var scope = NewDisposeScope();
        var sum = zeros([], dtype: ScalarType.Float32, device: x.device);
        var (count, vocabulary) = (x.size(0), weight.size(0));
        for (long first = 0; first < count; first += Rows)
        {
            using var inner = NewDisposeScope();
            var rows = Math.Min(Rows, count - first);
            var (piece, target) = (x.narrow(0, first, rows), targets.narrow(0, first, rows));           // [p, d], [p]
            var counts = target.ge(0).to(ScalarType.Float32);                                      // [p]
            target = target.clamp_min(0).to(ScalarType.Int64);
            var logShares = Functional.linear(piece, weight).to(ScalarType.Float32).log_softmax(1);     // [p, v]
            sum.add_((logShares.gather(1, target.unsqueeze(1)).reshape(-1) * counts).sum(), -1);
            if (ofX is not null && ofWeight is not null)
            {
                var ofLogits = logShares.exp();                                                         // the shares, minus 1 at the target
                ofLogits.reshape(-1).index_add_(
                    0,
                    ((arange(rows, device: x.device) * vocabulary) + target).to(ScalarType.Int64),
                    full([rows], -1.0, device: x.device),
                    1);
                var rounded = (ofLogits * counts.unsqueeze(1)).to(x.dtype);
                ofX.narrow(0, first, rows).copy_(rounded.matmul(weight));
                ofWeight.add_(rounded.transpose(0, 1).matmul(piece));
            }
        }

        ofX?.mul_(1.0 / count);
        ofWeight?.mul_(1.0 / count);
        return scope.MoveToOuter(sum / count);
    }
}
