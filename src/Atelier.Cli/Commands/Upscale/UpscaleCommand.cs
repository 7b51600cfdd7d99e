using System.CommandLine;
using Atelier.Art.Upscale;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Hub;

namespace Atelier.Cli.Commands.Upscale;

/// <summary><c>atelier upscale picture.png</c>: larger, and sharp.</summary>
internal static class UpscaleCommand
{
    private const double UsualScale = 4;

    public static Command Create()
    {
        var usual = new UpscaleOptions();
        var inputs = new Argument<string[]>("pictures")
        {
            Description = "Pictures, folders, patterns such as 'holiday/*.jpg', or films.", Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description =
                "The enlarged picture; for several, the folder they go to. NAME-x4.png beside the picture, or 'upscaled', unless said.",
        };
        var model = new Option<string?>("--model")
        {
            Description =
                $"The upscaler, by name or path; {UpscalerChoice.Preferred} if it has been fetched, else {UpscalerChoice.Shipped}.",
        };
        var scale = new Number<double>(1, 16, "--scale")
        {
            Description = "How many times larger, 1 to 16; the network does whole steps, resampling the rest.", Usual = usual.Scale,
        };
        var blend = new Option<string?>("--blend") { Description = "Another upscaler of the same kind, mixed in; --alpha says how much." };
        var alpha = new Number<double>(0, 1, "--alpha") { Description = "Share of --blend.", Usual = 0.5 };
        var denoise = new Number<double>(0, 1, "--denoise")
        {
            Description = "How much noise is removed, by models that come in pairs, such as realesr-general-x4v3.",
        };
        var tile = new Number<int>(0, 100_000, "--tile")
        {
            Description = "Side of the tiles in pixels of the small picture, from 16; what --memory allows unless said, 0 for none.",
        };
        var overlap = new Number<int>(0, 1024, "--overlap")
        {
            Description = "What a tile sees of its neighbours, in pixels; as far as the network looks, at most 32, unless said.",
        };
        var memory = new Number<int>(50, 1_000_000, "--memory")
        {
            Description = "What the network may take for its own work, in MB.", Usual = usual.MemoryMegabytes,
        };
        var command = new Command("upscale", "Make pictures and films larger, and sharp.")
        {
            inputs, output, model, scale, blend, alpha, denoise, tile, overlap, memory,
        };
        command.SetAction((parse, cancel) =>
        {
            parse.Refuse(parse.Has(denoise) ? [blend] : [], "beside --denoise, which is a blend of its own");
            parse.Refuse(parse.Has(blend) ? [] : [alpha], "without --blend");
            parse.Refuse(parse.Has(tile) ? [memory] : [], "beside --tile");
            parse.Refuse(parse.GetValue(tile) == 0 ? [overlap] : [], "beside --tile 0");
            var (report, place) = (parse.Report(), parse.Device());
            var options = new UpscaleOptions
            {
                Scale = scale.Of(parse), Tile = parse.GetValue(tile), Overlap = parse.GetValue(overlap), MemoryMegabytes = memory.Of(parse),
            };
            options.Check();
            var job = UpscaleJob.Plan(parse.GetValue(inputs)!, parse.GetValue(output), options);
            var name = parse.GetValue(model) ?? UpscalerChoice.Default();
            var (other, share) = parse.GetValue(denoise) is { } strength
                ? (UpscalerChoice.NoisePartner(name), 1 - strength)
                : (parse.GetValue(blend), alpha.Of(parse));
            job.RequireWritable();
            using var network = UpscalerChoice.Load(name, other, share, parse.Fast(place), place);
            IReadOnlyList<string> faults = [];
            try
            {
                faults = report.Progress($"upscaling with {name}", show => job.Run(network, show, cancel));
            }
            finally // cancelled, what is made stays
            {
                faults.ToList().ForEach(Console.Error.WriteLine);
                job.Remarks.ToList().ForEach(report.Note);
                job.Made.ToList().ForEach(made => report.Result(made, new { enlarged = made, upscaler = name }));
            }

            return Task.FromResult(faults.Count == 0 ? 0 : job.Items.Count == 1 ? 2 : 1);
        });
        return command.Computing();
    }

    /// <summary><c>--upscale</c> of commands that make pictures: how many times larger it then
    /// becomes; 4 where no number is given.</summary>
    public static Option<double?> AfterOption() => new("--upscale")
    {
        Description = "Then enlarge it so many times, 1 to 16 (4 unless said): NAME-x4.png beside it.",
        HelpName = "number",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? UsualScale : Number<double>.Read(result, 1, 16),
    };

    /// <summary>The options of that, checked before anything is made; null where nothing is to be enlarged.</summary>
    public static UpscaleOptions? After(ParseResult parse, Option<double?> option)
    {
        if (!parse.Has(option))
        {
            return null;
        }

        ModelHub.Find(UpscalerChoice.Default());
        return new UpscaleOptions { Scale = parse.GetValue(option) ?? UsualScale };
    }

    /// <summary>Enlarges a picture that was made, and says where it is.</summary>
    public static void Enlarge(string picture, UpscaleOptions options, Report report, Device device, CancellationToken cancel)
    {
        var job = UpscaleJob.Plan([picture], null, options);
        var name = UpscalerChoice.Default();
        using var network = UpscalerChoice.Load(name, null, 0, Precision.Auto.IsBFloat16(device), device);
        var faults = report.Progress($"upscaling with {name}", show => job.Run(network, show, cancel));
        if (faults.Count > 0)
        {
            throw new UserException(faults[0]);
        }

        report.Result($"{job.Made[0]}  (by {name})", new { enlarged = job.Made[0], upscaler = name });
    }
}
