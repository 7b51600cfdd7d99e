using Atelier.Core;

namespace Atelier.Models.Clip;

/// <summary>The picture tower of a CLIP.</summary>
internal interface IVisionTower
{
    /// <summary>Whether batch statistics are used and followed.</summary>
    bool Training { set; }

    /// <summary>Normalised pictures [b, 3, s, s] to features [b, e].</summary>
    Tensor Forward(Tensor x);
}
