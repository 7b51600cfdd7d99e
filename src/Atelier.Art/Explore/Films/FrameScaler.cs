using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Explore.Films;

/// <summary>Brings frames to the size of their film: an upscaler where that is larger, else a Lanczos filter.</summary>
public sealed class FrameScaler : IDisposable
{
    private readonly int _width;
    private readonly int _height;
    private readonly Upscaler? _network;
    private readonly double _factor;

    /// <summary>A scaler between two sizes.</summary>
    /// <param name="from">The frames' size.</param>
    /// <param name="to">The film's.</param>
    /// <param name="fast">bf16 instead of fp32.</param>
    /// <param name="device">The device of the network.</param>
    /// <exception cref="ModelFileException">The upscaler cannot be loaded.</exception>
    public FrameScaler((int Width, int Height) from, (int Width, int Height) to, bool fast, Device device)
    {
        (_width, _height) = to;
        _factor = Math.Max((double)to.Width / from.Width, (double)to.Height / from.Height);
        var isEven = Math.Max(to.Width - from.Width, to.Height - from.Height) <= 1; // a row to make a side even
        _network = _factor > 1 && !isEven ? UpscalerSelection.Load(UpscalerSelection.Default(), null, 0, fast, device) : null;
    }

    /// <summary>A frame at the film's size.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="cancel">Cancels between tiles.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Picture Scale(Picture frame, CancellationToken cancel)
    {
        if (_network is null)
        {
            return frame.Resize(_width, _height);
        }

        using var small = FullPicture.From(frame);
        using var large = new TiledUpscaler(_network, new() { Scale = _factor }).Upscale(small, null, cancel);
        return new Picture(large.Width, large.Height, large.Channels, large.Samples).Resize(_width, _height);
    }

    /// <summary>Disposes the network.</summary>
    public void Dispose() => _network?.Dispose();
}
