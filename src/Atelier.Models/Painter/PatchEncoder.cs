using Atelier.Torch.Layers;

namespace Atelier.Models.Painter;

/// <summary>Three convolutions over a patch, each after reflection padding, with batch norm and ReLU; the last two halve it.</summary>
internal sealed class PatchEncoder(Weights w) : ModuleList<Module<Tensor, Tensor>>(
    new ReflectionPad(), new Conv2d(w[1], 3, 32, kernel: 3, padding: 0), new BatchNorm2d(w[2], 32), ReLU(),
    new ReflectionPad(), new Conv2d(w[5], 32, 64, kernel: 3, stride: 2, padding: 0), new BatchNorm2d(w[6], 64), ReLU(),
    new ReflectionPad(), new Conv2d(w[9], 64, 128, kernel: 3, stride: 2, padding: 0), new BatchNorm2d(w[10], 128), ReLU());

/// <summary>Reflection padding by one pixel; libtorch's own does not support bf16.</summary>
internal sealed class ReflectionPad() : Module<Tensor, Tensor>(nameof(ReflectionPad))
{
    public override Tensor forward(Tensor x) // [b, c, h, w] to [b, c, h + 2, w + 2]
    {
        using var scope = NewDisposeScope();
        foreach (var axis in (ReadOnlySpan<int>)[2, 3])
        {
            x = cat([x.narrow(axis, 1, 1), x, x.narrow(axis, x.size(axis) - 2, 1)], axis);
        }

        return scope.MoveToOuter(x);
    }
}
