using Atelier.Models.Codecs;

namespace Atelier.Art.Imagine.Loop;

/// <summary>Operations whose gradient is not their derivative.</summary>
public static class StraightThrough
{
    /// <summary>The straight-through estimator (<c>replace_grad</c>): the value of one tensor with the gradient flowing to another.</summary>
    public static Tensor ReplaceGradient(Tensor value, Tensor gradientTo)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(gradientTo + (value - gradientTo).detach());
    }

    /// <summary>Clamps to [low, high] (<c>clamp_with_grad</c>): outside the limits only gradients that lead back inside pass.</summary>
    public static Tensor Clamp(Tensor x, double low, double high) => ClampWithGradient.apply(x, low, high);

    /// <summary>The nearest codebook entry of each position of z [b, e, h, w], with a straight-through gradient. Indices i64 [b · h · w].
    /// </summary>
    public static (Tensor Latent, Tensor Indices) Quantize(Tensor z, Tensor codebook)
    {
        using var scope = NewDisposeScope();
        var rows = z.permute(0, 2, 3, 1);                                                          // [b, h, w, e]
        var indices = Codebook.Nearest(rows.detach().reshape(-1, rows.size(3)), codebook);
        var quantized = Functional.embedding(indices, codebook).reshape(rows.shape).permute(0, 3, 1, 2); // [b, e, h, w]
        return scope.MoveToOuter(ReplaceGradient(quantized, z), indices);
    }
}

/// <summary>The autograd function of <see cref="StraightThrough.Clamp"/>: its backward pass depends on the sign of the incoming gradient.
/// </summary>
internal sealed class ClampWithGradient : autograd.SingleTensorFunction<ClampWithGradient>
{
    /// <inheritdoc/>
    public override string Name => nameof(ClampWithGradient);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        var clamped = x.clamp((double)vars[1], (double)vars[2]);
        ctx.save_for_backward([x - clamped]);
        return clamped;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var beyond = ctx.get_saved_variables()[0];
        return [grad_output * (grad_output * beyond).ge(0).to(grad_output.dtype), null!, null!];
    }
}
