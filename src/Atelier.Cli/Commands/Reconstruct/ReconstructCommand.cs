using System.CommandLine;
using Atelier.Art.Reconstruct;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Reconstruct;

/// <summary><c>atelier reconstruct picture.png</c>: a picture beside its reconstruction by a VQGAN.</summary>
internal static class ReconstructCommand
{
    public static Command Create()
    {
        var picture = new Argument<string?>("picture") { Description = "The picture.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The output: both pictures side by side.", DefaultValueFactory = _ => "reconstruction.png",
        };
        var model = new Option<string>("--model")
        {
            Description = "The VQGAN, by name or path.", DefaultValueFactory = _ => "vqgan-glyphs",
        };
        var size = new NumericOption<int>(0, 8192, "--size", "-s")
        {
            Description = "Longer side in pixels, 0 to keep it; by default the model's own.",
        };
        var repeat = CommandRecord.Repeat();
        var command = new Command("reconstruct", "Show how well a VQGAN reconstructs a picture.") { picture, output, model, size, repeat };
        command.SetAction(parse =>
        {
            var report = parse.Report();
            parse = CommandRecord.Expand(parse, repeat, report);
            var (place, name) = (parse.GetValue(output)!, parse.GetValue(model)!);
            Picture.RequireWritable(place);
            var file = parse.GetValue(picture)
                ?? throw new CommandLineException("atelier reconstruct needs <picture>: the picture to reconstruct.");
            var reconstruction = Reconstruction.FromFile(file, name, parse.GetValue(size), parse.Device(), parse.Precise());
            ContactSheet.Draw([reconstruction.Original, reconstruction.Reconstructed], 2, ["original", $"{reconstruction.Codes} codes"])
                .Save(place, CommandRecord.Create(parse, name));
            var (width, height) = (reconstruction.Original.Width, reconstruction.Original.Height);
            report.Result(
                $"{place}  {width} × {height} pixels, PSNR {reconstruction.Psnr:F2} dB, {reconstruction.Codes} codes",
                new { picture = place, width, height, reconstruction.Psnr, reconstruction.Codes });
        });
        return command.WithComputeOptions(CommonOptions.ExactPrecision);
    }
}
