using Atelier.Nn;
using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>A network that makes pictures larger by a fixed whole factor.</summary>
public interface IUpscaler : IDisposable
{
    /// <summary>How many times larger.</summary>
    int Scale { get; }

    /// <summary>Both sides of what it is given must be a multiple of this.</summary>
    int Multiple { get; }

    /// <summary>How far a pixel can reach, in pixels of the small picture: beyond it, what is outside a tile changes nothing.</summary>
    int Reach { get; }

    /// <summary>About how much memory its work takes for each pixel of the small picture, in bytes.</summary>
    long BytesPerPixel { get; }

    /// <summary>Every parameter, by its official key.</summary>
    ParameterSet Parameters { get; }

    /// <summary>Pictures x [b, 3, h, w] in [0, 1] to [b, 3, h · scale, w · scale], about [0, 1], not clamped, fp32.</summary>
    Tensor Forward(Tensor x);

    /// <summary>Converts once to the fast path: bf16, channels-last.</summary>
    void ToFastPath();
}
