using System.Globalization;
using System.Text.Json;
using Atelier.Art.Reconstruct;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Reconstruct;

/// <summary>A picture as a VQGAN's codes have it, and both side by side.</summary>
public sealed class ReconstructKind()
    : JobKind<ReconstructInput>("reconstruct", "Shows how well a VQGAN reconstructs a picture.")
{
    /// <inheritdoc/>
    protected override Completed Plan(ReconstructInput input, int index)
    {
        input = input with { Model = ModelNames.Require(input.Model, "vqgan") };
        return new(input, [input.Picture], [input.Model]);
    }

    /// <inheritdoc/>
    protected override JobResult Run(ReconstructInput input, JobRun run)
    {
        var made = Reconstruction.FromFile(run.PathOf(input.Picture!), input.Model, input.Size, run.Device);
        var sheet = ContactSheet.Draw([made.Original, made.Reconstructed], 2, ["original", $"{made.Codes} codes"]);
        return new(
            [JobOutput.Png("picture", made.Reconstructed), JobOutput.Png("sheet", sheet)],
            JsonSerializer.SerializeToElement(
                new { input.Model, made.Reconstructed.Width, made.Reconstructed.Height, made.Psnr, made.Codes }, JsonSerializerOptions.Web),
            string.Create(CultureInfo.InvariantCulture, $"PSNR {made.Psnr:F2} dB, {made.Codes} codes"));
    }
}
