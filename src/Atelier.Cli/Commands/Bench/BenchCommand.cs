using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Cli.Options;
using Atelier.Core.Files;
using Atelier.Models.Clip;
using Atelier.Torch.Process;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench</c>: measures speed and quality.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var size = new NumericOption<int>(32, 2048, "--size", "-s") { Description = "Side of the picture.", Default = 256 };
        var cutn = new NumericOption<int>(1, 512, "--cutn") { Description = "Cut-outs per iteration.", Default = 32 };
        var iterations = new NumericOption<int>(1, 10_000, "--iterations", "-i")
        {
            Description = "Iterations of each precision.", Default = 5,
        };
        var precision = Precisions();
        var imagine = new Command(
            "imagine", "The guided loop at full size (VQGAN f16 1024, ViT-B/32, random weights): forward, backward, step.")
        {
            size, cutn, iterations,
        }.WithComputeOptions(precision);
        imagine.SetAction(parse =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            var results = new List<BenchResult>();
            foreach (var one in precision.Get(parse).Reverse()) // bf16 first: the peak is that of the process
            {
                results.Add(ImagineBench.Run(
                    size.Get(parse), cutn.Get(parse), iterations.Get(parse), one == "bf16", place,
                    (i, seconds) => report.Note($"{one} iteration {i + 1}: {seconds:G3} s")));
            }

            var agreement = results.Count == 2 ? BenchAgreement.Compare(results[0].Losses, results[1].Losses) : null;
            report.Table(
                ["", "s / iteration", "peak MiB", "loss first", "loss last"],
                results.Select(result => new[]
                {
                    result.Precision,
                    $"{result.Median:G3}",
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
            imagine, Prompts(), PaintBenchCommand.Create(), UpscaleBenchCommand.Create(), DiffusionBenchCommand.Create(),
            TrainingBenchCommand.Create(),
        };
    }

    /// <summary><c>--precision</c> of a benchmark: one precision, or both.</summary>
    public static ChoiceOption<string[]> Precisions() => new(
        [
            ("both", ["fp32", "bf16"]), ("auto", [Processor.HasBf16 ? "bf16" : "fp32"]), ("fp32", ["fp32"]), ("bf16", ["bf16"]),
        ],
        "--precision")
    {
        Description = "Precision to time; auto is bf16 on processors with bf16 instructions, else fp32.",
    };

    private static Command Prompts()
    {
        var file = new Argument<string>("file") { Description = "Prompts, one per line." };
        var clip = new Option<string>("--clip")
        {
            Description = "A CLIP to score with, by name or path; not one of those that guide.", Required = true,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The contact sheet.", DefaultValueFactory = _ => "sheet.png",
        };
        var runs = new Option<string>("--runs") { Description = "The folder of runs.", DefaultValueFactory = _ => "runs" };
        var seed = new NumericOption<long>(0, uint.MaxValue, "--seed") { Description = "Seed of every picture.", Default = 1 };
        var start = ChoiceOption.FromEnum<StartKind>("--init");
        start.Description = "What each starts from, as for imagine.";
        var prompts = new Command(
            "prompts", "Make a picture of each prompt with default settings, and rank the prompts for each with another CLIP.")
        {
            file, clip, output, runs, seed, start,
        }.WithComputeOptions();
        prompts.SetAction((parse, cancel) =>
        {
            var path = parse.GetValue(file)!;
            string[] lines = InputFile.ReadText(path, "a list of prompts", (message, _) => new CommandLineException(message))
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            Imaging.Pictures.Picture.RequireWritable(parse.GetValue(output)!);
            var files = Hub.ModelHub.Find(parse.GetValue(clip)!);
            _ = ClipOptions.FromWeights(ClipFile.OpenOfficial(files), files.Weights); // a CLIP, checked before the long work
            var (report, place) = (parse.Report(), parse.Device());
            var pictures = PromptBench.Make(
                lines,
                new() { Seed = (ulong)seed.Get(parse), Start = start.Get(parse), Precision = parse.Precise() },
                parse.GetValue(runs)!,
                done => report.Note($"{done}/{lines.Length}  {lines[done - 1]}"),
                cancel,
                place);
            var ranked = PromptBench.Rank(pictures, lines, parse.GetValue(clip)!, place, report.Note);
            string[] captions = [.. ranked.Select(one => one.Rank == 1 ? one.Prompt : $"{one.Prompt} (rank {one.Rank})")];
            Imaging.Pictures.ContactSheet.Draw(pictures, 8, captions).Save(parse.GetValue(output)!);
            var lost = ranked.Where(one => one.Rank > 1).Select(one => $"rank {one.Rank}: {one.Prompt} (the best is {one.Best})\n");
            report.Result(
                $"{string.Concat(lost)}{ranked.Count(one => one.Rank == 1)} of {ranked.Count} ranked first for their own prompt; sheet " +
                $"in {parse.GetValue(output)}",
                new { ranked, sheet = parse.GetValue(output) });
            return Task.FromResult(0);
        });
        return prompts;
    }
}
