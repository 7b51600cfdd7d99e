using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Upscale;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Shows the pictures of small models larger than they are made, by the upscaler that ships. The run's own picture stays as it
/// is; <c>picture-large.png</c> lies beside it, and the file that was asked for is the large one.</summary>
/// <param name="device">The device to compute on.</param>
internal sealed class Enlargement(Device device) : IDisposable
{
    private Upscaler? _network;

    /// <summary>The option <c>--raw</c>.</summary>
    public static Option<bool> RawOption() => new("--raw")
    {
        Description = "Keep the picture as small as the model makes it; pictures of the small models are upscaled to 512 pixels otherwise.",
    };

    /// <summary>The picture of a run to go on with: the large one where there is one.</summary>
    public static string Shown(TextToImagePipeline run) => IsWanted(run) && File.Exists(Large(run)) ? Large(run) : run.Picture;

    /// <summary>Upscales the picture of a run, if there is one and it is to be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="made">What became of it.</param>
    public BatchResult Apply(TextToImagePipeline run, BatchResult made)
    {
        if (made.Picture is null || !IsWanted(run))
        {
            return made;
        }

        try
        {
            _network ??= UpscalerSelection.Load(UpscalerSelection.Shipped, null, 0, Precision.Auto.IsBFloat16(device), device);
            using var small = FullPicture.Open(run.Picture);
            using var large = new TiledUpscaler(_network, new() { Scale = run.UpscaleFactor }).Upscale(small);
            var picture = new Picture(large.Width, large.Height, large.Channels, large.Samples); // of 8 bits, as the small one
            foreach (var path in new[] { Large(run), run.Order.Output }.OfType<string>())
            {
                picture.Save(path, run.Options.Texts());
            }

            return made with { Picture = run.Order.Output ?? Large(run) };
        }
        catch (AtelierException e)
        {
            return new(null, e);
        }
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _network?.Dispose();

    private static bool IsWanted(TextToImagePipeline run) =>
        run.UpscaleFactor > 1 && run.Order is { Raw: false, Upscale: null };

    private static string Large(TextToImagePipeline run) => Path.Combine(run.Folder, "picture-large.png");
}
