namespace Atelier.Art.Imagine.Edits;

/// <summary>The left half is mirrored to the right, the upper half to the bottom, or both.</summary>
internal sealed class MirrorEdit(Axes axes) : IPictureEdit
{
    /// <inheritdoc/>
    public Tensor Apply(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var x = axes is Axes.X or Axes.XY ? Mirror(picture, 3) : picture;
        return scope.MoveToOuter(axes is Axes.Y or Axes.XY ? Mirror(x, 2) : x);
    }

    /// <summary>Nothing to dispose.</summary>
    public void Dispose()
    {
    }

    private static Tensor Mirror(Tensor x, int axis)
    {
        var size = x.size(axis);
        return cat([x.narrow(axis, 0, size - (size / 2)), x.narrow(axis, 0, size / 2).flip(axis)], axis);
    }
}
