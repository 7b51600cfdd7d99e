namespace Atelier.Models.Gan.StyleGan2.Layers;

/// <summary>Bias, activation, gain and clamping, in this order.</summary>
internal static class Activations
{
    private const double Slope = 0.2; // of leaky ReLU below 0

    /// <summary>The gain that keeps the variance about the same: √2 where half of it is lost.</summary>
    public static double Gain(this Activation activation) =>
        activation is Activation.Relu or Activation.LRelu or Activation.Swish ? Math.Sqrt(2) : 1;

    /// <summary>Applies them.</summary>
    /// <param name="x">[b, c, ..].</param>
    /// <param name="bias">[c], or none.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="gain">A factor; the activation's own by default.</param>
    /// <param name="clamp">The largest magnitude; none by default.</param>
    public static Tensor BiasAct(Tensor x, Tensor? bias, Activation activation, double? gain = null, double? clamp = null)
    {
        using var scope = NewDisposeScope();
        x = bias is null ? x : x + bias.reshape([1, -1, .. Enumerable.Repeat(1L, (int)x.ndim - 2)]);
        x = activation switch
        {
            Activation.Relu => F.relu(x),
            Activation.LRelu => F.leaky_relu(x, Slope),
            Activation.Tanh => x.tanh(),
            Activation.Sigmoid => x.sigmoid(),
            Activation.Elu => F.elu(x, 1),
            Activation.Selu => F.selu(x),
            Activation.Softplus => F.softplus(x),
            Activation.Swish => F.silu(x),
            _ => x,
        };
        var factor = gain ?? activation.Gain();
        x = factor == 1 ? x : x * factor;
        return scope.MoveToOuter(clamp is { } largest ? x.clamp(-largest, largest) : x);
    }
}
