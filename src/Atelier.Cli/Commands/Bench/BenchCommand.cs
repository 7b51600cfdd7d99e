using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Cli.Options;
using Atelier.Core.Files;
using Atelier.Models.Clip;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench imagine</c>: how fast the loop is here.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var size = new Number<int>(32, 2048, "--size", "-s") { Description = "Side of the picture.", Usual = 256 };
        var cutn = new Number<int>(1, 512, "--cutn") { Description = "Cut-outs an iteration.", Usual = 32 };
        var iterations = new Number<int>(1, 10_000, "--iterations", "-i") { Description = "Iterations of each.", Usual = 5 };
        var precision = Both();
        var imagine = new Command(
            "imagine", "The guided loop at full size (VQGAN f16 1024, ViT-B/32, random weights): forward, backward, step.")
        {
            size, cutn, iterations, precision,
        }.Computing(precision: false);
        imagine.SetAction(parse =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            var results = new List<BenchResult>();
            foreach (var one in precision.Of(parse).Reverse()) // the smaller first: peak memory is the process's
            {
                results.Add(ImagineBench.Run(
                    size.Of(parse), cutn.Of(parse), iterations.Of(parse), one == "bf16", place,
                    (i, seconds) => report.Note($"{one} iteration {i + 1}: {seconds:F2} s")));
            }

            var agreement = results.Count == 2 ? BenchAgreement.Of(results[0].Losses, results[1].Losses) : null;
            report.Table(
                ["", "s / iteration", "peak MB", "loss first", "loss last"],
                results.Select(result => new[]
                {
                    result.Precision,
                    $"{result.Median:F2}",
                    $"{result.PeakMegabytes:F0}",
                    $"{result.Losses[0]:F5}",
                    $"{result.Losses[^1]:F5}",
                }),
                new { results, agreement });
            if (agreement is not null && !report.IsJson)
            {
                Console.WriteLine(
                    $"prompt losses of bf16 are within {agreement.Largest:P2} of fp32's over {agreement.Steps} steps (furthest at step " +
                    $"{agreement.Step}); an iteration takes {results[0].Median / results[1].Median:P0} of the time");
            }
        });
        return new Command("bench", "Measure what Atelier does.")
        {
            imagine, Prompts(), PaintBenchCommand.Create(), UpscaleBenchCommand.Create(), TrainingBenchCommand.Create(),
        };
    }

    /// <summary><c>--precision</c> of what is timed: each arithmetic, or both.</summary>
    public static Choice<string[]> Both() => new([("both", ["fp32", "bf16"]), ("fp32", ["fp32"]), ("bf16", ["bf16"])], "--precision")
    {
        Description = "Arithmetic that is timed.",
    };

    private static Command Prompts()
    {
        var file = new Argument<string>("file") { Description = "Prompts, one a line." };
        var judge = new Option<string>("--judge") { Description = "A CLIP that did not guide, by name or path.", Required = true };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The sheet of all pictures.", DefaultValueFactory = _ => "sheet.png",
        };
        var runs = new Option<string>("--runs") { Description = "Where runs are kept.", DefaultValueFactory = _ => "runs" };
        var seed = new Number<long>(0, uint.MaxValue, "--seed") { Description = "Seed of every picture.", Usual = 1 };
        var start = Choice.Of<StartKind>("--init");
        start.Description = "From what each begins, as for imagine.";
        var prompts = new Command(
            "prompts", "Make a picture of each prompt with default settings and have a judge rank the prompts for each.")
        {
            file, judge, output, runs, seed, start,
        }.Computing(precision: false);
        prompts.SetAction((parse, cancel) =>
        {
            var path = parse.GetValue(file)!;
            string[] lines = InputFile.ReadText(path, "a list of prompts")
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            Imaging.Pictures.Picture.RequireWritable(parse.GetValue(output)!);
            var clip = Hub.ModelHub.Find(parse.GetValue(judge)!);
            _ = ClipOptions.FromWeights(ClipFile.OpenOfficial(clip), clip.Weights); // a judge, before the long work
            var (report, place) = (parse.Report(), parse.Device());
            var pictures = PromptSheet.Make(
                lines, new() { Seed = (ulong)seed.Of(parse), Start = start.Of(parse) }, parse.GetValue(runs)!, done =>
                    report.Note($"{done}/{lines.Length}  {lines[done - 1]}"), cancel, place);
            var judged = PromptSheet.Judge(pictures, lines, parse.GetValue(judge)!, place, report.Note);
            Imaging.Pictures.ContactSheet.Draw(
                pictures, 8, [.. judged.Select(one => one.Rank == 1 ? one.Prompt : $"{one.Prompt} (rank {one.Rank})")])
                    .Save(parse.GetValue(output)!);
            var lost = judged.Where(one => one.Rank > 1).Select(one => $"rank {one.Rank}: {one.Prompt} (the judge sees {one.Best})\n");
            report.Result(
                $"{string.Concat(lost)}{judged.Count(one => one.Rank == 1)} of {judged.Count} ranked first for their own prompt; sheet " +
                $"in {parse.GetValue(output)}",
                new { judged, sheet = parse.GetValue(output) });
            return Task.FromResult(0);
        });
        return prompts;
    }
}
