namespace Atelier.Torch.Layers;

/// <summary>Cross entropy of the logits x Wᵀ, computed with its gradients a few rows at a time: the logits of a large vocabulary do not
/// fit into the processor's cache, and need not be kept. r rows, d width, v vocabulary.</summary>
public static class LinearCrossEntropy
{
    private const int Rows = 256; // of a block

    /// <summary>The negative log-likelihood of the targets under softmax(x Wᵀ), in fp32, summed over the rows and divided by r. Rows
    /// to ignore add nothing to the sum.</summary>
    /// <param name="x">[r, d].</param>
    /// <param name="weight">W [v, d], of the type of x.</param>
    /// <param name="targets">i64 [r], each in [0, v), or -1 to ignore the row.</param>
    /// <returns>A scalar, fp32.</returns>
    public static Tensor Compute(Tensor x, Tensor weight, Tensor targets)
    {
        using var scope = NewDisposeScope();
        if (!is_grad_enabled() || !(x.requires_grad || weight.requires_grad))
        {
            return scope.MoveToOuter(Blocks(x, weight, targets, null, null));
        }

        var (ofX, ofWeight) = (zeros_like(x.detach()), zeros_like(weight.detach()).to(ScalarType.Float32));
        Tensor loss;
        using (no_grad())
        {
            loss = Blocks(x.detach(), weight.detach(), targets, ofX, ofWeight);
        }

        // zero, with the gradients computed above
        var surrogate = x.flatten().dot(ofX.flatten()) + weight.flatten().dot(ofWeight.to(weight.dtype).flatten());
        return scope.MoveToOuter(loss + (surrogate - surrogate.detach()).to(ScalarType.Float32));
    }

    // adds the gradients to these where they are given
    private static Tensor Blocks(Tensor x, Tensor weight, Tensor targets, Tensor? ofX, Tensor? ofWeight)
    {
        using var scope = NewDisposeScope();
        var sum = zeros([], dtype: ScalarType.Float32, device: x.device);
        var (count, vocabulary) = (x.size(0), weight.size(0));
        for (long first = 0; first < count; first += Rows)
        {
            using var inner = NewDisposeScope();
            var rows = Math.Min(Rows, count - first);
            var (block, target) = (x.narrow(0, first, rows), targets.narrow(0, first, rows));           // [p, d], [p]
            var kept = target.ge(0).to(ScalarType.Float32);                                      // [p]
            target = target.clamp_min(0).to(ScalarType.Int64);
            var logProbs = Functional.linear(block, weight).to(ScalarType.Float32).log_softmax(1);     // [p, v]
            sum.add_((logProbs.gather(1, target.unsqueeze(1)).reshape(-1) * kept).sum(), -1);
            if (ofX is not null && ofWeight is not null)
            {
                var ofLogits = logProbs.exp(); // probabilities, minus 1 at the target
                ofLogits.reshape(-1).index_add_(
                    0,
                    ((arange(rows, device: x.device) * vocabulary) + target).to(ScalarType.Int64),
                    full([rows], -1.0, device: x.device),
                    1);
                var rounded = (ofLogits * kept.unsqueeze(1)).to(x.dtype);
                ofX.narrow(0, first, rows).copy_(rounded.matmul(weight));
                ofWeight.add_(rounded.transpose(0, 1).matmul(block));
            }
        }

        ofX?.mul_(1.0 / count);
        ofWeight?.mul_(1.0 / count);
        return scope.MoveToOuter(sum / count);
    }
}
