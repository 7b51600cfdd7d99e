namespace Atelier.Art.Imagine.Loop;

/// <summary>Makes pictures from a latent, differentiably. The latent is what the guided loop changes.</summary>
public interface IGenerator : IDisposable
{
    /// <summary>Width and height are multiples of this.</summary>
    int Factor { get; }

    /// <summary>A latent of chance.</summary>
    Tensor Random(long height, long width, Generator random);

    /// <summary>The latent of a picture [1, 3, h, w] in [0, 1].</summary>
    Tensor Encode(Tensor picture);

    /// <summary>A latent's picture [1, 3, h, w] in [0, 1]; gradients reach the latent.</summary>
    Tensor Generate(Tensor latent);

    /// <summary>The nearest latent that is made of real codes, cut off from the graph; the
    /// latent itself where there are no codes.</summary>
    Tensor Nearest(Tensor latent);

    /// <summary>Brings a latent back within the limits it may have, in place.</summary>
    void Constrain(Tensor latent);
}
