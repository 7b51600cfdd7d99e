using System.Text.Json;
using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Upscale;

/// <summary>A larger picture. What the file holds beside its pixels stays in it.</summary>
public sealed class UpscaleKind() : JobKind<UpscaleInput>("upscale", "Makes a picture larger, with detail.")
{
    /// <inheritdoc/>
    protected override bool UsesCache => true;

    /// <inheritdoc/>
    protected override Completed Plan(UpscaleInput input, int index)
    {
        if ((input.Width is null) != (input.Height is null))
        {
            throw new OptionException("An exact size needs both width and height.", "width");
        }

        input = input with { Model = ModelNames.Require(input.Model ?? UpscalerSelection.Default()) };
        return new(input, [input.Picture], [input.Model], 100);
    }

    /// <inheritdoc/>
    protected override JobResult Run(UpscaleInput input, JobRun run)
    {
        using var small = FullPicture.Open(run.PathOf(input.Picture!));
        var scale = input is { Width: { } wide, Height: { } high }
            ? Math.Clamp(Math.Max((double)wide / small.Width, (double)high / small.Height), 1, 16)
            : input.Scale;
        using var large = new UpscalingRun(run).Upscale(
            small, input.Model!, scale, share => run.Report(new((int)(100 * share), 100)), run.Stopping);
        var file = Path.Combine(run.Folder, "upscaled.png");
        large.Save(file);
        var png = File.ReadAllBytes(file);
        var (width, height) = (input.Width ?? large.Width, input.Height ?? large.Height);
        if ((width, height) != (large.Width, large.Height))
        {
            png = Picture.Decode(png).Cover(width, height).Encode(".png");
        }

        return new([new("picture", "image/png", png, width, height)], JsonSerializer.SerializeToElement(new { input.Model, scale }));
    }
}
