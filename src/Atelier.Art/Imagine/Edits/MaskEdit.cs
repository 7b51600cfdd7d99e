namespace Atelier.Art.Imagine.Edits;

/// <summary>Outside a mask the original is composited back, so that its pixels stay exactly as they are.</summary>
internal sealed class MaskEdit : IPictureEdit
{
    /// <summary>A mask [1, 1, h, w] in [0, 1], 1 where the picture may change, over an original [1, 3, h, w] in [0, 1].</summary>
    public MaskEdit(Tensor mask, Tensor original)
    {
        Mask = mask.clone().DetachFromDisposeScope();
        Original = original.clone().DetachFromDisposeScope();
    }

    /// <summary>1 where the picture may change, [1, 1, h, w] in [0, 1].</summary>
    public Tensor Mask { get; }

    /// <summary>The original, [1, 3, h, w] in [0, 1].</summary>
    public Tensor Original { get; }

    /// <inheritdoc/>
    public Tensor Apply(Tensor picture)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((picture * Mask) + (Original * (1 - Mask)));
    }

    /// <summary>Disposes mask and original.</summary>
    public void Dispose()
    {
        Mask.Dispose();
        Original.Dispose();
    }
}
