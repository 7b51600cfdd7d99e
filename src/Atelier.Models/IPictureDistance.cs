using Atelier.Core;

namespace Atelier.Models;

/// <summary>How different two pictures look to a frozen network. b batch.</summary>
public interface IPictureDistance : IDisposable
{
    /// <summary>The distance of pictures a and b [b, 3, h, w] in [-1, 1]: [b, 1, 1, 1], 0 for equal ones.</summary>
    Tensor Forward(Tensor a, Tensor b);
}
