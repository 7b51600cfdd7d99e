using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Painter;

/// <summary>Three convolutions over a patch, each behind a mirrored border; the last two halve it.</summary>
internal sealed class PatchEncoder
{
    private readonly (Conv2d Conv, BatchNorm2d Norm)[] _layers;

    public PatchEncoder(Weights w) => _layers =
    [
        (new(w[1], 3, 32, kernel: 3, padding: 0), new(w[2], 32)),
        (new(w[5], 32, 64, kernel: 3, stride: 2, padding: 0), new(w[6], 64)),
        (new(w[9], 64, 128, kernel: 3, stride: 2, padding: 0), new(w[10], 128)),
    ];

    public bool Training
    {
        set => Array.ForEach(_layers, layer => layer.Norm.Training = value);
    }

    public Tensor Forward(Tensor x) // [b, 3, 32, 32] to [b, 128, 8, 8]
    {
        using var scope = NewDisposeScope();
        foreach (var (conv, norm) in _layers)
        {
            x = norm.Forward(conv.Forward(Mirrored(x)), relu: true);
        }

        return scope.MoveToOuter(x);
    }

    // one more row and column on each side, as in a mirror that stands on the outermost pixels; libtorch's own has no bf16
    private static Tensor Mirrored(Tensor x)
    {
        using var scope = NewDisposeScope();
        foreach (var axis in (ReadOnlySpan<int>)[2, 3])
        {
            x = cat([x.narrow(axis, 1, 1), x, x.narrow(axis, x.size(axis) - 2, 1)], axis);
        }

        return scope.MoveToOuter(x);
    }
}
