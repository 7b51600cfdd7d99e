using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts;

/// <summary>The picture that a run starts from.</summary>
internal sealed class InitPicture
{
    private readonly ImagineOptions _options;

    private InitPicture(ImagineOptions options, Picture original) => (_options, Original) = (options, original);

    /// <summary>The picture as it was read.</summary>
    public Picture Original { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="ImageFormatException">It cannot be read.</exception>
    public static InitPicture Load(ImagineOptions options) => new(options, Picture.Load(options.InitImage!));

    /// <summary>At the run's size on white, [1, 3, h, w] in [0, 1]: it covers the picture, or what an extension leaves of it, whose border
    /// is then continued by the nearest pixels.</summary>
    public Tensor Fitted(Device device)
    {
        using var scope = NewDisposeScope();
        var (left, top, right, bottom) = _options.Edit.Extension();
        var picture = Original.Flatten(Colour.White)
            .Cover(_options.Width!.Value - left - right, _options.Height!.Value - top - bottom).ToTensor().to(device);
        return scope.MoveToOuter(
            left + top + right + bottom == 0 ? picture : F.pad(picture, [left, right, top, bottom], mode: PaddingModes.Replicate));
    }
}
