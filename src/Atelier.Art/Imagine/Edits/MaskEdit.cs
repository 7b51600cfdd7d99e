namespace Atelier.Art.Imagine.Edits;

/// <summary>Outside a mask the original is composited back, so that its pixels stay exactly as they are.</summary>
internal sealed class MaskEdit : IPictureEdit
{
    private readonly Tensor _mask;
    private readonly Tensor _kept; // the original where it is kept, else 0

    /// <summary>A mask [1, 1, h, w] in [0, 1], 1 where the picture may change, over an original [1, 3, h, w] in [0, 1].</summary>
    public MaskEdit(Tensor mask, Tensor original)
    {
        using var scope = NewDisposeScope();
        _mask = mask.clone().DetachFromDisposeScope();
        _kept = (original * (1 - mask)).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor picture)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((picture * _mask) + _kept);
    }

    /// <summary>Disposes mask and original.</summary>
    public void Dispose()
    {
        _mask.Dispose();
        _kept.Dispose();
    }
}
