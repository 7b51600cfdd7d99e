namespace Atelier.Art.Imagine;

/// <summary>What the latent starts from.</summary>
public enum StartKind
{
    /// <summary><see cref="Stored"/>, before the place that the prompt names, where its words lead to drawings; else the best of it and
    /// <see cref="Prior"/>, as far as the generator has them; else random codes.</summary>
    Best,

    /// <summary>The best of the drawings stored with the generator, as the critics rank them.</summary>
    Stored,

    /// <summary>Random codes.</summary>
    Codes,

    /// <summary>White noise.</summary>
    Pixels,

    /// <summary>Smooth random gradients of colour.</summary>
    Gradient,

    /// <summary>Sparse bright dots.</summary>
    Snow,

    /// <summary>White.</summary>
    Blank,

    /// <summary>The best of several samples of a text prior, as the critics rank them.</summary>
    Prior,
}
