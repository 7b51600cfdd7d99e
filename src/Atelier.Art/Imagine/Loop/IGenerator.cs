namespace Atelier.Art.Imagine.Loop;

/// <summary>A differentiable generator of pictures. The guided loop optimises its latent.</summary>
public interface IGenerator : IDisposable
{
    /// <summary>The device of the network.</summary>
    Device Device { get; }

    /// <summary>Width and height of pictures are multiples of this.</summary>
    int Factor { get; }

    /// <summary>A random latent.</summary>
    Tensor Random(long height, long width, Generator random);

    /// <summary>The latent of a picture [1, 3, h, w] in [0, 1].</summary>
    Tensor Encode(Tensor picture);

    /// <summary>The picture [1, 3, h, w] in [0, 1] of a latent; gradients reach the latent.</summary>
    Tensor Generate(Tensor latent);

    /// <summary>The nearest latent that consists of codebook entries, detached from the graph; the latent itself if there is no codebook.
    /// </summary>
    Tensor Nearest(Tensor latent);

    /// <summary>Clamps a latent to its valid range, in place.</summary>
    void Constrain(Tensor latent);
}

/// <summary>A generator whose latent is a grid of codebook entries.</summary>
public interface ICodebookGenerator : IGenerator
{
    /// <summary>The latent of codes i64 [h · w], in a grid of h × w.</summary>
    Tensor Lookup(Tensor codes, long height, long width);
}
