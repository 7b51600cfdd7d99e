namespace Atelier.Models.Discriminators;

/// <summary>The gradient penalty of WGAN-GP (Gulrajani et al., 2017): between real and made pictures, the
/// critic is to rise by 1 a step. b batch.</summary>
public static class GradientPenalty
{
    /// <summary>mean((‖∇ critic(x̂)‖ - 1)²), the norm over a whole picture, without the usual factor 10; differentiable.</summary>
    /// <param name="critic">Pictures [b, c, h, w] to scores; those of a picture are averaged.</param>
    /// <param name="real">Real pictures [b, c, h, w].</param>
    /// <param name="fake">Made pictures [b, c, h, w].</param>
    /// <param name="share">How much of the real one each x̂ has, in [0, 1], [b, 1, 1, 1].</param>
    /// <returns>A scalar.</returns>
    public static Tensor Of(Func<Tensor, Tensor> critic, Tensor real, Tensor fake, Tensor share)
    {
        using var scope = NewDisposeScope();
        var between = ((real.detach() * share) + (fake.detach() * (1 - share))).detach().requires_grad_(); // x̂
        var scores = critic(between).reshape(between.size(0), -1).mean([1]);                                // [b]
        var slope = autograd.grad([scores.sum()], [between], retain_graph: true, create_graph: true)[0];             // [b, c, h, w]
        return scope.MoveToOuter((slope.reshape(slope.size(0), -1).norm(1) - 1).square().mean());
    }
}
