using Atelier.Torch.Dispatch;

namespace Atelier.Torch.Layers;

/// <summary>Group normalisation of channels-last maps in bf16, with a custom gradient: libtorch's works group by group, a few channels
/// at a time, and took a tenth of a picture's time. The SiLU after most norms is fused, so that the value between is not kept. b
/// batch, c channels, g groups.</summary>
internal static class ChannelsLastGroupNorm
{
    private const long LongRow = 1024;
    private static readonly Operator NativeGroupNorm = new("aten::native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, "
        + "SymInt C, SymInt HxW, int group, float eps) -> (Tensor, Tensor, Tensor)");
    private static readonly Operator SiluBackward = new("aten::silu_backward(Tensor grad_output, Tensor self) -> Tensor");
    private static readonly Operator NativeBatchNormBackward = new("aten::native_batch_norm_backward(Tensor grad_out, Tensor input, "
        + "Tensor? weight, Tensor? running_mean, Tensor? running_var, Tensor? save_mean, Tensor? save_invstd, bool train, float eps, "
        + "bool[3] output_mask) -> (Tensor, Tensor, Tensor)");

    /// <param name="x">bf16 [b, c, h, w], channels-last.</param>
    /// <param name="groups">g, which divides c.</param>
    /// <param name="weight">[c].</param>
    /// <param name="bias">[c].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="silu">Whether a SiLU follows.</param>
    public static Tensor Apply(Tensor x, int groups, Tensor weight, Tensor bias, double epsilon, bool silu)
    {
        return AutogradFunction.Apply([x, weight, bias], Forward, (gradient, saved) =>
            Backward(gradient, saved[0], saved[1], saved[2], saved[3], silu ? saved[4] : null, weight.requires_grad));

        (Tensor, Tensor[]) Forward()
        {
            var (w, shift) = (weight.to(ScalarType.Float32), bias.to(ScalarType.Float32));
            var results = NativeGroupNorm.CallMany(x, w, shift, x.size(0), x.size(1), x.size(2) * x.size(3), (long)groups, epsilon);
            var y = silu ? F.silu(results[0], inplace: true) : results[0];
            return (y, [x.detach(), results[1], results[2], w.detach(), shift.detach()]);
        }
    }

    // With x^ = (x - mean) rstd in each group, dx = rstd (w dy - mean(w dy) - x^ mean(w dy x^)), which is linear in dy and x.
    private static Tensor?[] Backward(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor weight, Tensor? bias, bool needsWeightGradient)
    {
        var (batch, channels, groups) = (x.size(0), x.size(1), mean.size(1));
        var count = x.size(2) * x.size(3);
        dy = dy.contiguous(memory_format.channels_last);
        (mean, rstd) = (mean.unsqueeze(2), rstd.unsqueeze(2));                                          // [b, g, 1]
        var w = weight.reshape(1, groups, channels / groups);                                           // [1, g, c / g]
        var rows = Rows(x);                                                                             // [b, p / r, r c]
        if (bias is not null)
        {
            var y = addcmul(Row(bias.reshape(w.shape) - (mean * rstd * w)), rows, Row(rstd * w), 1);
            dy = SiluBackward.Call(dy, Map(y));
        }

        var (ofY, ofProduct) = Sums(dy, x, mean.expand(-1, -1, channels / groups));                     // [b, g, c / g]
        var meanOfY = (w * ofY).mean([2], keepdim: true) / count;                                       // [b, g, 1]
        var meanOfProduct = (w * ofProduct).mean([2], keepdim: true) / count;
        var slope = -meanOfProduct * rstd.pow(3);                                                       // of x
        var level = -(slope * mean) - (meanOfY * rstd);
        var dx = Map(addcmul(Row(level), rows, Row(slope), 1).addcmul_(Rows(dy), Row(rstd * w), 1));
        return needsWeightGradient
            ? [dx, (ofProduct * rstd).sum([0]).flatten(), ofY.sum([0]).flatten()]
            : [dx, null, null];

        // a number a channel, as often as it stands in a row
        Tensor Row(Tensor t) =>
            t.expand(batch, groups, channels / groups).reshape(batch, 1, channels).repeat(1, 1, rows.size(2) / channels).to(x.dtype);

        Tensor Map(Tensor t) => t.view(batch, x.size(2), x.size(3), channels).permute(0, 3, 1, 2);
    }

    // A map as its memory is, r pixels a row: loops over rows of few numbers are slow.
    private static Tensor Rows(Tensor x)
    {
        var (count, length) = (x.size(2) * x.size(3), x.size(1));
        while (count % 2 == 0 && length < LongRow)
        {
            (count, length) = (count / 2, length * 2);
        }

        return x.permute(0, 2, 3, 1).view(x.size(0), count, length);
    }

    // The sums of dy and of dy (x - mean) over the pixels of each channel, [b, g, c / g], in one pass: what batch norm gives as the
    // gradients of its weights when the variance is 1.
    private static (Tensor OfY, Tensor OfProduct) Sums(Tensor dy, Tensor x, Tensor mean)
    {
        using var ones = torch.ones(x.size(1), dtype: ScalarType.Float32); // [c]
        var sums = Enumerable.Range(0, (int)x.size(0)).Select(i => NativeBatchNormBackward.CallMany(
            dy.narrow(0, i, 1), x.narrow(0, i, 1), ones, mean.select(0, i).flatten(), ones, Argument.None, Argument.None, false, 0.0,
            new[] { false, true, true })).ToList();
        return (Stacked(2), Stacked(1));

        Tensor Stacked(int which) => stack(sums.Select(sum => sum[which])).reshape(mean.shape);
    }
}
