namespace Atelier.Models.Discriminators;

/// <summary>The gradient penalty of WGAN-GP (Gulrajani et al., 2017): on the way between real and
/// generated pictures, the norm of the critic's gradient should be 1. b batch.</summary>
public static class GradientPenalty
{
    /// <summary>mean((‖∇ critic(x̂)‖ - 1)²), the norm over a whole picture, without the usual factor of 10; differentiable.</summary>
    /// <param name="critic">Pictures [b, c, h, w] to scores, which are averaged for each picture.</param>
    /// <param name="real">Real pictures [b, c, h, w].</param>
    /// <param name="fake">Generated pictures [b, c, h, w].</param>
    /// <param name="share">The weight of the real picture in each x̂, in [0, 1], [b, 1, 1, 1].</param>
    /// <returns>A scalar.</returns>
    public static Tensor Compute(Func<Tensor, Tensor> critic, Tensor real, Tensor fake, Tensor share)
    {
        using var scope = NewDisposeScope();
        var between = ((real.detach() * share) + (fake.detach() * (1 - share))).detach().requires_grad_(); // x̂
        var scores = critic(between).reshape(between.size(0), -1).mean([1]);                                // [b]
        var slope = autograd.grad([scores.sum()], [between], retain_graph: true, create_graph: true)[0];             // [b, c, h, w]
        return scope.MoveToOuter((slope.reshape(slope.size(0), -1).norm(1) - 1).square().mean());
    }
}
