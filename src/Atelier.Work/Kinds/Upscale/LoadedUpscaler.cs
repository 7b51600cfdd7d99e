using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Work.Kinds.Upscale;

/// <summary>An upscaler that stays loaded until another one is asked for.</summary>
internal sealed class LoadedUpscaler
{
    private string? _name;
    private Upscaler? _network;

    /// <summary>Upscales a picture.</summary>
    /// <param name="picture">The small picture.</param>
    /// <param name="model">The network's name.</param>
    /// <param name="scale">The factor, 1 to 16.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="report">Receives the share done, 0 to 1.</param>
    /// <param name="cancel">Cancels between tiles.</param>
    public Picture Upscale(Picture picture, string model, double scale, Device device, Action<double> report, CancellationToken cancel)
    {
        using var small = FullPicture.From(picture);
        using var large = Upscale(small, model, scale, device, report, cancel);
        return new(large.Width, large.Height, large.Channels, large.Samples); // of 8 bits, as the small one
    }

    /// <inheritdoc cref="Upscale(Picture, string, double, Device, Action{double}, CancellationToken)"/>
    public FullPicture Upscale(
        FullPicture picture, string model, double scale, Device device, Action<double> report, CancellationToken cancel)
    {
        var options = new UpscaleOptions { Scale = scale };
        options.Validate();
        return new TiledUpscaler(Load(model, device), options).Upscale(picture, new SynchronousProgress<double>(report), cancel);
    }

    private Upscaler Load(string model, Device device)
    {
        if (_name != model)
        {
            _network?.Dispose();
            (_name, _network) = (null, null);
            _network = UpscalerSelection.Load(model, null, 0, Precision.Auto.IsBFloat16(device), device);
            _name = model;
        }

        return _network!;
    }
}
