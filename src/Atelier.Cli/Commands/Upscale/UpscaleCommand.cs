using System.CommandLine;
using Atelier.Art.Upscale;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Hub;

namespace Atelier.Cli.Commands.Upscale;

/// <summary><c>atelier upscale picture.png</c>: upscales pictures and films.</summary>
internal static class UpscaleCommand
{
    private const double DefaultScale = 4;

    public static Command Create()
    {
        var defaults = new UpscaleOptions();
        var inputs = new Argument<string[]>("pictures")
        {
            Description = "Pictures, folders, patterns such as 'holiday/*.jpg', or films.", Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description =
                "The upscaled picture, or the folder of several; by default NAME-x4.png beside the picture, or the folder upscaled.",
        };
        var model = new Option<string?>("--model")
        {
            Description =
                $"The upscaler, by name or path; by default {UpscalerSelection.Preferred} if installed, else {UpscalerSelection.Shipped}.",
        };
        var scale = new NumericOption<double>(1, 16, "--scale")
        {
            Description = "The scale factor, 1 to 16: passes of the network, then resampling.", Default = defaults.Scale,
        };
        var blend = new Option<string?>("--blend")
        {
            Description = "Another upscaler of the same architecture to interpolate with, by --alpha.",
        };
        var alpha = new NumericOption<double>(0, 1, "--alpha") { Description = "Weight of --blend.", Default = 0.5 };
        var denoise = new NumericOption<double>(0, 1, "--denoise")
        {
            Description = "Strength of noise removal, for models with a weak-denoise twin, such as realesr-general-x4v3.",
        };
        var tile = new NumericOption<int>(0, 100_000, "--tile")
        {
            Description = "Side of the tiles in pixels of the small picture, from 16; 0 for no tiles; by default what --memory allows.",
        };
        var overlap = new NumericOption<int>(0, 1024, "--overlap")
        {
            Description = "Context around a tile in pixels; by default the network's receptive field, at most 32.",
        };
        var memory = new NumericOption<int>(50, 1_000_000, "--memory")
        {
            Description = "Memory for the network's activations, in MB.", Default = defaults.MemoryMegabytes,
        };
        var command = new Command("upscale", "Upscale pictures and films.")
        {
            inputs, output, model, scale, blend, alpha, denoise, tile, overlap, memory,
        };
        command.SetAction((parse, cancel) =>
        {
            parse.RejectUnused(parse.IsGiven(denoise) ? [blend] : [], "beside --denoise, which blends by itself");
            parse.RejectUnused(parse.IsGiven(blend) ? [] : [alpha], "without --blend");
            parse.RejectUnused(parse.IsGiven(tile) ? [memory] : [], "beside --tile");
            parse.RejectUnused(parse.GetValue(tile) == 0 ? [overlap] : [], "beside --tile 0");
            var (report, place) = (parse.Report(), parse.Device());
            var options = new UpscaleOptions
            {
                Scale = scale.Get(parse),
                Tile = parse.GetValue(tile),
                Overlap = parse.GetValue(overlap),
                MemoryMegabytes = memory.Get(parse),
            };
            options.Validate();
            var job = UpscaleJob.Plan(parse.GetValue(inputs)!, parse.GetValue(output), options);
            var name = parse.GetValue(model) ?? UpscalerSelection.Default();
            var (other, share) = parse.GetValue(denoise) is { } strength
                ? (UpscalerSelection.WeakDenoiseTwin(name), 1 - strength)
                : (parse.GetValue(blend), alpha.Get(parse));
            job.RequireWritable();
            using var network = UpscalerSelection.Load(name, other, share, parse.Fast(place), place);
            IReadOnlyList<AtelierException> errors = [];
            try
            {
                errors = report.Progress($"upscaling with {name}", show => job.Run(network, show, cancel));
            }
            finally // after cancellation, finished outputs remain
            {
                errors.Select(Remedy.Describe).ToList().ForEach(Console.Error.WriteLine);
                job.Notes.ToList().ForEach(report.Note);
                job.Written.ToList().ForEach(file => report.Result(file, new { enlarged = file, upscaler = name }));
            }

            return Task.FromResult(errors.Count == 0 ? 0 : job.Items.Count == 1 ? 2 : 1);
        });
        return command.WithComputeOptions();
    }

    /// <summary>The option <c>--upscale</c> of commands that make pictures: the scale factor, 4 without a number.</summary>
    public static Option<double?> AfterOption() => new("--upscale")
    {
        Description = "Then upscale it by a factor of 1 to 16 (default 4): NAME-x4.png beside it.",
        HelpName = "number",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? DefaultScale : NumericOption<double>.Parse(result, 1, 16),
    };

    /// <summary>The options of <c>--upscale</c>, checked before any work is done; null if it is not given.</summary>
    public static UpscaleOptions? After(ParseResult parse, Option<double?> option)
    {
        if (!parse.IsGiven(option))
        {
            return null;
        }

        ModelHub.Find(UpscalerSelection.Default());
        return new UpscaleOptions { Scale = parse.GetValue(option) ?? DefaultScale };
    }

    /// <summary>Upscales a finished picture and reports the output.</summary>
    public static void Upscale(string picture, UpscaleOptions options, Report report, Device device, CancellationToken cancel)
    {
        var job = UpscaleJob.Plan([picture], null, options);
        var name = UpscalerSelection.Default();
        using var network = UpscalerSelection.Load(name, null, 0, Precision.Auto.IsBFloat16(device), device);
        var errors = report.Progress($"upscaling with {name}", show => job.Run(network, show, cancel));
        if (errors.Count > 0)
        {
            throw errors[0];
        }

        report.Result($"{job.Written[0]}  (by {name})", new { enlarged = job.Written[0], upscaler = name });
    }
}
