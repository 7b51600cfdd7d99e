using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Features;
using Atelier.Torch.Process;

namespace Atelier.Art.Dream;

/// <summary>DeepDream (Mordvintsev, Olah, Tyka, 2015): gradient ascent on a picture, at several sizes, so that layers of a network see more
/// of what they see in it; with a guide, more of what they see in that.</summary>
public sealed class DeepDream
{
    private readonly IFeatureExtractor _network;
    private readonly DreamOptions _options;
    private readonly Device _device;
    private readonly string[] _layers;
    private readonly double[] _weights;

    /// <summary>Prepares dreams.</summary>
    /// <param name="network">The network, which stays the caller's.</param>
    /// <param name="options">How.</param>
    /// <param name="device">The network's device; the CPU by default.</param>
    /// <exception cref="OptionException">The network has no such layer; the message lists those that it has.</exception>
    public DeepDream(IFeatureExtractor network, DreamOptions options, Device? device = null)
    {
        (_network, _options, _device) = (network, options, device ?? CPU);
        IReadOnlyList<DreamLayer> layers = options.Layers.Count > 0 ? options.Layers : [new DreamLayer(network.DefaultLayer)];
        if (layers.FirstOrDefault(layer => !network.Layers.Contains(layer.Name)) is { } unknown)
        {
            throw new OptionException(
                $"{nameof(DreamOptions.Layers)} {unknown.Name} is none of this network's: {string.Join(", ", network.Layers)}.",
                nameof(DreamOptions.Layers));
        }

        (_layers, _weights) = ([.. layers.Select(layer => layer.Name)], [.. layers.Select(layer => layer.Weight)]);
    }

    /// <summary>Dreams on a picture.</summary>
    /// <param name="photo">The picture; what is transparent is white.</param>
    /// <param name="guide">A picture whose features shall be seen in it, or null.</param>
    /// <param name="progress">Receives the fraction done after each step.</param>
    /// <param name="cancel">Cancels between steps.</param>
    /// <exception cref="ModelFileException">The gradient is not finite: the network's weights are broken.</exception>
    public Picture Dream(
        Picture photo, Picture? guide = null, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(_options.Seed, CPU);
        var seen = guide is null ? null : Guide(guide);
        var original = Opened(photo, _options.Size);                                              // [1, 3, h, w]
        var sizes = Sizes(original.size(2), original.size(3));
        var (detail, done) = (zeros(1, 3, 1, 1, device: _device), 0);
        foreach (var (height, width) in sizes)
        {
            using var octave = NewDisposeScope();
            var small = Resized(original, height, width);
            var x = (small + Resized(detail, height, width)).clamp_(0, 1);
            for (var i = 0; i < _options.Iterations; i++)
            {
                cancel.ThrowIfCancellationRequested();
                Ascend(x, seen, random);
                HeapMemory.FreeScalars();
                progress?.Report(++done / (double)(sizes.Count * _options.Iterations));
            }

            detail = octave.MoveToOuter(x - small);
        }

        return (original + detail).clamp(0, 1).ToPicture();
    }

    /// <summary>How strongly the layers answer a picture [1, 3, h, w] in [0, 1]: what a dream without a guide makes larger, a
    /// scalar.</summary>
    public Tensor Response(Tensor picture)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Objective(picture, null));
    }

    // one step of gradient ascent on x [1, 3, h, w], in place
    private void Ascend(Tensor x, Tensor[]? guide, Generator random)
    {
        using var scope = NewDisposeScope();
        var shifts = randint(-_options.Jitter, _options.Jitter + 1, [2], generator: random).ToArray<long>();
        var shifted = x.roll([shifts[0], shifts[1]], [2, 3]).detach().requires_grad_();
        Objective(shifted, guide).backward();
        var gradient = shifted.grad!;
        var size = gradient.abs().mean().ToDouble();
        if (!double.IsFinite(size))
        {
            throw new ModelFileException("The dream's gradient is no number: the network's weights are broken.");
        }

        using var noGrad = no_grad();
        x.add_(gradient.roll([-shifts[0], -shifts[1]], [2, 3]) * (_options.Step / 255 / Math.Max(size, 1e-12))).clamp_(0, 1);
    }

    private Tensor Objective(Tensor x, Tensor[]? guide) => _network.Features(Padded(x), _layers)
        .Select((map, i) => (guide is null ? map.square().mean() : GuideActivation(map, guide[i])) * _weights[i])
        .Aggregate((sum, layer) => sum + layer);

    // each place's product with the place of the guide [c, p] that it is most like already
    private static Tensor GuideActivation(Tensor map, Tensor guide)
    {
        var places = map.flatten(2).squeeze(0);                                                   // [c, q]
        var nearest = places.detach().t().matmul(guide).argmax(1);                                // [q]
        return (places * guide.index_select(1, nearest)).sum([0]).mean();
    }

    private Tensor[] Guide(Picture guide)
    {
        const int Side = 224; // longer side: as large as what networks were trained on
        using var noGrad = no_grad();
        return [.. _network.Features(Padded(Opened(guide, Side)), _layers).Select(map => map.flatten(2).squeeze(0))];
    }

    private Tensor Opened(Picture picture, int size) =>
        (size == 0 ? picture : picture.Resize(size)).Flatten(Colour.White).ToTensor().to(_device);

    // to sides that the network takes
    private Tensor Padded(Tensor x)
    {
        var (down, right) = (Missing(x.size(2)), Missing(x.size(3)));
        return down + right == 0 ? x : F.pad(x, [0, right, 0, down], PaddingModes.Replicate);

        long Missing(long side) => (_network.Multiple - (side % _network.Multiple)) % _network.Multiple;
    }

    private static Tensor Resized(Tensor x, long height, long width) => (height, width) == (x.size(2), x.size(3)) ? x.alias()
        : F.interpolate(x, [height, width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);

    // from small to large
    private List<(long Height, long Width)> Sizes(long height, long width)
    {
        var sizes = Enumerable.Range(0, _options.Octaves).Select(octave => Math.Pow(_options.OctaveScale, -octave))
            .Select(scale => ((long)Math.Round(height * scale), (long)Math.Round(width * scale)))
            .TakeWhile(size => Math.Min(size.Item1, size.Item2) >= _network.Multiple).Reverse().ToList();
        return sizes.Count > 0 ? sizes : [(height, width)];
    }
}
