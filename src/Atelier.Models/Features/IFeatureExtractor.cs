namespace Atelier.Models.Features;

/// <summary>A network of pictures whose inner feature maps can be seen. b batch, c channels.</summary>
public interface IFeatureExtractor : IDisposable
{
    /// <summary>The layers by their official names, shallow ones first.</summary>
    IReadOnlyList<string> Layers { get; }

    /// <summary>The layer that a picture is dreamed by where none is named.</summary>
    string DefaultLayer { get; }

    /// <summary>Sides of pictures are multiples of this, and at least this.</summary>
    int Multiple { get; }

    /// <summary>Converts the network in place to bf16; feature maps are of that type then.</summary>
    void ToBFloat16();

    /// <summary>The feature maps of some layers, each [b, c, h', w']; gradients reach the pictures.</summary>
    /// <param name="pictures">[b, 3, h, w] in [0, 1].</param>
    /// <param name="layers">Names of <see cref="Layers"/>.</param>
    Tensor[] Features(Tensor pictures, IReadOnlyList<string> layers);
}
