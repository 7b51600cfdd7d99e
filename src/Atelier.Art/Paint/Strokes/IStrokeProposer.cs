using Atelier.Core;
using Atelier.Hub;
using Atelier.Models.Painter;

namespace Atelier.Art.Paint.Strokes;

/// <summary>Proposes strokes that turn canvas patches into target patches.</summary>
public interface IStrokeProposer
{
    /// <summary>Stroke shapes [b, t, 5] and decision logits [b, t, 1] (positive: paint) for b patches.</summary>
    /// <param name="target">Patches of the picture, [b, 3, 32, 32].</param>
    /// <param name="canvas">Patches of the canvas, [b, 3, 32, 32].</param>
    /// <param name="random">The painting's random generator.</param>
    (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random random);
}

/// <summary>Strokes of a painter network, above one broad stroke in each patch that covers what the network leaves bare.</summary>
internal sealed class NetworkProposer(PainterModel model) : IStrokeProposer
{
    private const double Room = 1e9; // bytes, to load a network and to work with it

    /// <summary>A proposer with the network that options name.</summary>
    /// <param name="cache">Where the network stays loaded.</param>
    /// <param name="options">The options.</param>
    /// <param name="device">The network's device.</param>
    /// <exception cref="ModelFileException">The network cannot be loaded.</exception>
    public static NetworkProposer Load(NetworkCache cache, PaintOptions options, Device device)
    {
        var (files, fast) = (ModelHub.Find(options.Model), options.Precision.IsBFloat16(device));
        return new(cache.Get($"painter {device} {fast} {FileStamp.Of(files.Weights)}", device.type == DeviceType.CPU ? Room : null, () =>
        {
            var model = PainterFile.Load(files);
            model.to(device);
            model.Format = new(BFloat16: fast);
            return model;
        }));
    }

    /// <inheritdoc/>
    public (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random random)
    {
        using var scope = NewDisposeScope();
        var device = model.parameters().First().device;
        var (shapes, decisions) = model.call(target.to(device), canvas.to(device));
        (shapes, decisions) = (shapes.to(CPU), decisions.to(CPU));
        var count = (int)target.size(0);
        // varied, so that the grid of patches does not show
        float Jitter(double centre, double largest) => (float)(centre + (((2 * random.NextDouble()) - 1) * largest));
        float[] broad = [.. Enumerable.Range(0, count)
            .SelectMany(_ => (float[])[Jitter(0.5, 0.35), Jitter(0.5, 0.35), Jitter(1.2, 0.35), Jitter(0.65, 0.2), Jitter(0, 0.2)])];
        return scope.MoveToOuter(cat([tensor(broad, [count, 1, 5]), shapes], 1), cat([ones([count, 1, 1]), decisions], 1));
    }
}

/// <summary>A baseline for painters: 8 random strokes in each patch.</summary>
public sealed class RandomProposer(Generator generator) : IStrokeProposer
{
    /// <inheritdoc/>
    public (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random random)
    {
        using var scope = NewDisposeScope();
        var count = target.size(0);
        var length = (rand([count, 8, 1], device: generator.device, generator: generator) * 0.7) + 0.3;
        var thickness = length * ((rand([count, 8, 1], device: generator.device, generator: generator) * 0.6) + 0.2);
        return scope.MoveToOuter(
            cat([
                rand([count, 8, 2], device: generator.device, generator: generator),
                length,
                thickness,
                rand([count, 8, 1], device: generator.device, generator: generator),
            ], 2),
            ones([count, 8, 1]));
    }
}
