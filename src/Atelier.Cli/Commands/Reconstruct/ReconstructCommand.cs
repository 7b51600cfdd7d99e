using System.CommandLine;
using Atelier.Art.Reconstruct;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Reconstruct;

/// <summary><c>atelier reconstruct picture.png</c>: side by side through the VQGAN.</summary>
internal static class ReconstructCommand
{
    public static Command Create()
    {
        var picture = new Argument<string?>("picture") { Description = "The picture.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where the two go, side by side.", DefaultValueFactory = _ => "reconstruction.png",
        };
        var model = new Option<string>("--model")
        {
            Description = "The VQGAN, by name or path.", DefaultValueFactory = _ => "vqgan-glyphs",
        };
        var size = new Number<int>(0, 8192, "--size", "-s")
        {
            Description = "Longer side in pixels, 0 as it is; the model's own unless said.",
        };
        var repeat = CommandRecord.Repeat();
        var command = new Command("reconstruct", "Show what a VQGAN keeps of a picture.") { picture, output, model, size, repeat };
        command.SetAction(parse =>
        {
            var report = parse.Report();
            parse = CommandRecord.Expand(parse, repeat, report);
            var (place, name) = (parse.GetValue(output)!, parse.GetValue(model)!);
            Picture.RequireWritable(place);
            var file = parse.GetValue(picture)
                ?? throw new UserException("atelier reconstruct needs <picture>: the picture that goes through the VQGAN.");
            var side = parse.GetValue(size) ?? ModelHub.Find(name).Config.Integer("imagine.size") ?? 256;
            var made = Reconstruction.Of(file, name, side, parse.Device());
            ContactSheet.Draw([made.Original, made.Reconstructed], 2, ["original", $"{made.Codes} codes"])
                .Save(place, CommandRecord.Of(parse, name));
            report.Result($"{place}  PSNR {made.Psnr:F2} dB, {made.Codes} codes", new { picture = place, made.Psnr, made.Codes });
        });
        return command.Computing(precision: false);
    }
}
