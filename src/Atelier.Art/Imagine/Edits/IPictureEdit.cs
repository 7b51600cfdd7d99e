namespace Atelier.Art.Imagine.Edits;

/// <summary>A differentiable change of every picture of a run, after the generator and before the critics.</summary>
public interface IPictureEdit : IDisposable
{
    /// <summary>The changed picture [1, 3, h, w] in [0, 1].</summary>
    Tensor Apply(Tensor picture);
}
