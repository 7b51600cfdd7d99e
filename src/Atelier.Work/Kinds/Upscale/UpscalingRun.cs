using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Upscale;

/// <summary>A picture that is upscaled within a job.</summary>
/// <param name="run">The job.</param>
internal sealed class UpscalingRun(JobRun run)
{
    /// <summary>Upscales a picture.</summary>
    /// <param name="picture">The small picture.</param>
    /// <param name="model">The network's name.</param>
    /// <param name="scale">The factor, 1 to 16.</param>
    /// <param name="report">Receives the share done, 0 to 1.</param>
    /// <param name="cancel">Cancels between tiles.</param>
    public Picture Upscale(Picture picture, string model, double scale, Action<double> report, CancellationToken cancel)
    {
        using var small = FullPicture.From(picture);
        using var large = Upscale(small, model, scale, report, cancel);
        return new(large.Width, large.Height, large.Channels, large.Samples); // of 8 bits, as the small one
    }

    /// <inheritdoc cref="Upscale(Picture, string, double, Action{double}, CancellationToken)"/>
    public FullPicture Upscale(FullPicture picture, string model, double scale, Action<double> report, CancellationToken cancel)
    {
        var options = new UpscaleOptions { Scale = scale };
        options.Validate();
        var network = UpscalerSelection.Load(run.Cache, model, Precision.Auto.IsBFloat16(run.Device), run.Device);
        return new TiledUpscaler(network, options).Upscale(picture, new SynchronousProgress<double>(report), cancel);
    }
}
