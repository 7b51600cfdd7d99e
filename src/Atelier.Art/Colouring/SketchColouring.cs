using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Gan.Pix2Pix;

namespace Atelier.Art.Colouring;

/// <summary>Colours sketches, dark lines on white, with a U-Net of pix2pix: one of <c>atelier train</c>, or a released one such as
/// <c>edges2shoes</c>.</summary>
public sealed class SketchColouring : IDisposable
{
    private const int ReleasedSize = 256; // of the pictures that released networks were trained on
    private readonly UnetGenerator _network;
    private readonly Device _device;
    private readonly int _size;
    private readonly bool _readsOutlines; // trained on grey lines by atelier train; released ones take any picture

    private SketchColouring(UnetGenerator network, Device device, int size, bool readsOutlines) =>
        (_network, _device, _size, _readsOutlines) = (network, device, size, readsOutlines);

    /// <summary>Loads a U-Net.</summary>
    /// <param name="nameOrPath">Its name or path.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <exception cref="ModelFileException">There is none of that name, it is damaged, or it is no U-Net from pictures to pictures.
    /// </exception>
    public static SketchColouring Open(string nameOrPath, Device? device = null)
    {
        var files = ModelHub.Find(nameOrPath);
        if (!Pix2PixFile.Recognises(files.Open()))
        {
            throw new ModelFileException($"{nameOrPath} is no U-Net of pix2pix, which colouring needs.");
        }

        var network = Pix2PixFile.Load(files, device);
        if (network.Options is { InChannels: 1 or 3, OutChannels: 1 or 3 } options)
        {
            return new(
                network, device ?? CPU, files.Config.Integer("size") ?? Math.Max(ReleasedSize, options.Multiple),
                files.Config.String("input") == "outlines");
        }

        var (inside, outside) = (network.Options.InChannels, network.Options.OutChannels);
        network.Dispose();
        throw new ModelFileException($"{nameOrPath} makes {outside} channels of {inside}: no U-Net from grey or RGB to grey or RGB.");
    }

    /// <summary>Colours a sketch.</summary>
    /// <param name="sketch">The sketch; what is transparent is white.</param>
    /// <param name="options">How.</param>
    /// <returns>What the network saw, and its colours, both of the chosen size.</returns>
    /// <exception cref="ModelFileException">The picture is not finite: the network's weights are broken.</exception>
    public (Picture Sketch, Picture Coloured) Colour(Picture sketch, ColouringOptions options)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var seen = Seen(sketch.Flatten(Imaging.Colour.White).Resize(options.Size ?? _size).ToTensor().to(_device), options.Outlines);
        var (height, width) = (seen.size(2), seen.size(3));
        var (top, left) = (Missing(height) / 2, Missing(width) / 2);
        var white = F.pad(seen, [left, Missing(width) - left, top, Missing(height) - top], value: 1); // [1, i, h, w], sides of a multiple
        var coloured = ((Translate((white * 2) - 1, options) + 1) / 2).narrow(2, top, height).narrow(3, left, width);
        return coloured.isfinite().all().ToBoolean()
            ? (seen.expand(-1, 3, -1, -1).ToPicture(), coloured.expand(-1, 3, -1, -1).clamp(0, 1).ToPicture())
            : throw new ModelFileException("The coloured picture has values that are no numbers: the model's weights are broken.");
    }

    /// <summary>Disposes the network.</summary>
    public void Dispose() => _network.Dispose();

    // what the network is shown of a picture [1, 3, h, w], [1, i, h, w] in [0, 1]
    private Tensor Seen(Tensor picture, bool outlines)
    {
        var lines = outlines ? Outlines.Draw(Enlarged(picture)).narrow(2, 0, picture.size(2)).narrow(3, 0, picture.size(3)) : picture;
        var grey = outlines || _readsOutlines || _network.Options.InChannels == 1
            ? lines.mean([1], keepdim: true).expand(-1, _network.Options.InChannels, -1, -1) : lines;
        return grey.contiguous();
    }

    // at least as large as outlines need
    private static Tensor Enlarged(Tensor picture) =>
        F.pad(picture, [0, Math.Max(0, 3 - picture.size(3)), 0, Math.Max(0, 3 - picture.size(2))], PaddingModes.Replicate);

    private Tensor Translate(Tensor sketch, ColouringOptions options)
    {
        var statistics = options.Statistics ?? (_readsOutlines ? NormStatistics.Running : NormStatistics.Picture);
        _network.train(statistics == NormStatistics.Picture);
        using var random = new DeviceGenerator(options.Seed, _device);
        _network.Mask = map => UnetGenerator.DrawMask(map, map.size(0), random);
        return _network.call(sketch);
    }

    private long Missing(long side) => (_network.Options.Multiple - (side % _network.Options.Multiple)) % _network.Options.Multiple;
}
