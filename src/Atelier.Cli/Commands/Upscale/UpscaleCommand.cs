using System.CommandLine;
using Atelier.Art.Upscale;
using Atelier.Hub;
using Atelier.Models.SuperResolution;
using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier upscale picture.png</c>: larger, and sharp.</summary>
internal static class UpscaleCommand
{
    public static Command Create()
    {
        var usual = new UpscaleOptions();
        var inputs = new Argument<string[]>("pictures") { Description = "Pictures, folders, patterns such as 'holiday/*.jpg', or films.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "The enlarged picture; for several, the folder they go to. NAME-x4.png beside the picture, or 'upscaled', unless said." };
        var model = new Option<string?>("--model") { Description = $"The upscaler, by name or path; {UpscalerChoice.Preferred} if it has been fetched, else {UpscalerChoice.Shipped}." };
        var scale = new Option<double>("--scale") { Description = "How many times larger, above 1 and up to 16; the network does whole steps, resampling the rest.", DefaultValueFactory = _ => usual.Scale };
        var blend = new Option<string?>("--blend") { Description = "Another upscaler of the same kind, mixed in; --alpha says how much." };
        var alpha = new Option<double>("--alpha") { Description = "Share of --blend, 0 to 1.", DefaultValueFactory = _ => 0.5 };
        var denoise = new Option<double?>("--denoise") { Description = "How much noise is removed, 0 to 1, by models that come in pairs, such as realesr-general-x4v3." };
        var tile = new Option<int?>("--tile") { Description = "Side of the tiles in pixels of the small picture; what --memory allows unless said, 0 for none." };
        var overlap = new Option<int?>("--overlap") { Description = "What a tile sees of its neighbours, in pixels; as far as the network looks, at most 32, unless said." };
        var memory = new Option<int>("--memory") { Description = "What the network may take for its own work, in MB.", DefaultValueFactory = _ => usual.MemoryMegabytes };
        var precision = new Option<string?>("--precision") { Description = "fp32 or bf16; bf16 where the processor computes in it." };
        var device = new DeviceOption();
        var command = new Command("upscale", "Make pictures larger, and sharp.") { inputs, output, model, scale, blend, alpha, denoise, tile, overlap, memory, precision, device };
        command.SetAction((parse, cancel) =>
        {
            var options = new UpscaleOptions
            {
                Scale = parse.GetValue(scale),
                Tile = parse.GetValue(tile),
                Overlap = parse.GetValue(overlap),
                MemoryMegabytes = parse.GetValue(memory),
            };
            options.Check();
            var job = UpscaleJob.Plan(parse.GetValue(inputs)!, parse.GetValue(output), options);
            var name = parse.GetValue(model) ?? UpscalerChoice.Default();
            var (other, share) = (parse.GetValue(blend), parse.GetValue(alpha));
            if (parse.GetValue(denoise) is { } strength)
            {
                (other, share) = other is null && strength is >= 0 and <= 1 ? (UpscalerChoice.NoisePartner(name), 1 - strength)
                    : throw new UserException(other is null ? $"--denoise {strength} is not between 0 and 1." : "--denoise is a blend of its own: it cannot go with --blend.");
            }

            using var network = UpscalerChoice.Load(name, other, share, parse.GetValue(precision), device.Of(parse));
            var faults = TerminalBar.Run($"upscaling with {name}", report => job.Run(network, report, cancel));
            foreach (var fault in faults)
            {
                Console.Error.WriteLine(fault);
            }

            foreach (var made in job.Made)
            {
                Console.WriteLine(made);
            }

            return Task.FromResult(faults.Count == 0 ? 0 : job.Items.Count == 1 ? 2 : 1);
        });
        return command;
    }

    /// <summary><c>--upscale</c> of commands that make pictures: how many times larger it then becomes; 4 where no number is given.</summary>
    public static Option<double?> AfterOption() => new("--upscale") { Description = "Then enlarge it so many times (4 unless said): NAME-x4.png beside it.", Arity = ArgumentArity.ZeroOrOne, CustomParser = ParseScale };

    private static double? ParseScale(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (result.Tokens.Count > 0 && !double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            result.AddError($"--upscale '{result.Tokens[0].Value}' is no number.");
        }

        return result.Tokens.Count == 0 ? 4 : double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var scale) ? scale : null;
    }

    /// <summary>The options of that, checked before anything is made; null where nothing is to be enlarged.</summary>
    /// <exception cref="UserException">The number cannot be.</exception>
    public static UpscaleOptions? After(ParseResult parse, Option<double?> option)
    {
        if (parse.GetResult(option) is null)
        {
            return null;
        }

        var options = new UpscaleOptions { Scale = parse.GetValue(option) ?? 4 };
        options.Check();
        ModelHub.Find(UpscalerChoice.Default());
        return options;
    }

    /// <summary>Enlarges a picture that was made, and says where it is.</summary>
    public static void Enlarge(string picture, UpscaleOptions options, bool json, Device device, CancellationToken cancel)
    {
        var job = UpscaleJob.Plan([picture], null, options);
        var name = UpscalerChoice.Default();
        using var network = UpscalerChoice.Load(name, null, 0, null, device);
        var faults = TerminalBar.Run($"upscaling with {name}", report => job.Run(network, report, cancel));
        if (faults.Count > 0)
        {
            throw new UserException(faults[0]);
        }

        Console.WriteLine(json ? System.Text.Json.JsonSerializer.Serialize(new { enlarged = job.Made[0], upscaler = name }) : $"{job.Made[0]}  (by {name})");
    }
}
