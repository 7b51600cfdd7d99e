using System.CommandLine;
using Atelier.Art.Colouring;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Colouring;

/// <summary><c>atelier colour sketch.png</c>: an outline drawing coloured by pix2pix.</summary>
internal static class ColourCommand
{
    public static Command Create()
    {
        var picture = new Argument<string?>("sketch") { Description = "Dark lines on white.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The coloured picture.", DefaultValueFactory = _ => "coloured.png",
        };
        var model = new Option<string?>("--model")
        {
            Description = "The U-Net of pix2pix, by name or path: a run of recipes/pix2pix.yaml, or a released .pth.",
        };
        var size = new NumericOption<int>(16, 4096, "--size", "-s")
        {
            Description = "Longer side in pixels; by default that of the pictures the model was trained on.",
        };
        var outlines = new FlagOption("--outlines") { Description = "Draw outlines first: for a drawing or photo that is no sketch." };
        var sideBySide = new FlagOption("--side-by-side") { Description = "The sketch beside the coloured picture." };
        var statistics = new ChoiceOption<NormStatistics?>(
            [("auto", null), ("running", NormStatistics.Running), ("picture", NormStatistics.Picture)], "--statistics")
        {
            Description = "Batch norms by the running statistics (the official --eval), or by those of the picture with dropout as " +
                "noise; auto is running for models of atelier train, else picture.",
        };
        var seed = new NumericOption<long>(0, uint.MaxValue, "--seed")
        {
            Description = "Seed of the dropout of --statistics picture.", Default = 0,
        };
        var repeat = CommandRecord.Repeat();
        var command = new Command("colour", "Colour an outline drawing.")
        {
            picture, output, model, size, outlines, sideBySide, statistics, seed, repeat,
        };
        command.Aliases.Add("color");
        command.SetAction(parse =>
        {
            var report = parse.Report();
            parse = CommandRecord.Expand(parse, repeat, report);
            parse.RequireFp32("pix2pix");
            var place = parse.GetValue(output)!;
            Picture.RequireWritable(place);
            var sketch = Picture.Load(parse.GetValue(picture)
                ?? throw new CommandLineException("atelier colour needs <sketch>: the drawing to colour."));
            var name = parse.GetValue(model) ?? throw new CommandLineException(
                "--model names the U-Net that colours the drawing: the run of 'atelier train recipes/pix2pix.yaml', or a released .pth.");
            using var colouring = SketchColouring.Open(name, parse.Device());
            var (seen, coloured) = report.Progress("colouring", _ => colouring.Colour(sketch, new()
            {
                Size = parse.GetValue(size),
                Outlines = parse.GetValue(outlines),
                Statistics = statistics.Get(parse),
                Seed = (ulong)seed.Get(parse),
            }));
            (parse.GetValue(sideBySide) ? ContactSheet.Draw([seen, coloured], 2) : coloured).Save(place, CommandRecord.Create(parse, name));
            report.Result(
                $"{place}  {coloured.Width}x{coloured.Height}", new { picture = place, coloured.Width, coloured.Height, model = name });
        });
        return command.WithComputeOptions(CommonOptions.ExactPrecision);
    }
}
