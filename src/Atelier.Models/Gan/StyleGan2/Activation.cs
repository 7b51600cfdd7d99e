namespace Atelier.Models.Gan.StyleGan2;

/// <summary>The activations of StyleGAN2's <c>bias_act</c>.</summary>
public enum Activation
{
    /// <summary>None.</summary>
    Linear,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x above 0, x / 5 below.</summary>
    LRelu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>x above 0, eˣ - 1 below.</summary>
    Elu,

    /// <summary>The self-normalising ELU (Klambauer et al., 2017).</summary>
    Selu,

    /// <summary>log(1 + eˣ).</summary>
    Softplus,

    /// <summary>x σ(x).</summary>
    Swish,
}
