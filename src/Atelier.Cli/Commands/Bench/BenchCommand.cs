using System.CommandLine;
using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Core;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier bench imagine</c>: how fast the loop is here.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var size = new Option<int>("--size", "-s") { Description = "Side of the picture.", DefaultValueFactory = _ => 256 };
        var cutn = new Option<int>("--cutn") { Description = "Cut-outs an iteration.", DefaultValueFactory = _ => 32 };
        var iterations = new Option<int>("--iterations", "-i") { Description = "Iterations of each.", DefaultValueFactory = _ => 5 };
        var precision = new Option<string>("--precision") { Description = "fp32, bf16 or both.", DefaultValueFactory = _ => "both" };
        var device = new DeviceOption();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var imagine = new Command("imagine", "The guided loop at full size (VQGAN f16 1024, ViT-B/32, random weights): forward, backward, step.") { size, cutn, iterations, precision, device, json };
        imagine.SetAction(parse =>
        {
            var wanted = parse.GetValue(precision)!;
            if (wanted is not ("fp32" or "bf16" or "both"))
            {
                throw new UserException($"--precision '{wanted}' is none of fp32, bf16 and both.");
            }

            if (parse.GetValue(size) is < 32 or > 2048 || parse.GetValue(cutn) is < 1 or > 512 || parse.GetValue(iterations) is < 1 or > 10_000)
            {
                throw new UserException("--size is 32 to 2048, --cutn 1 to 512, --iterations 1 to 10000.");
            }

            var place = device.Of(parse);
            var results = new List<BenchResult>();
            bool[] both = [true, false];
            foreach (var fast in both.Where(fast => wanted == "both" || fast == (wanted == "bf16"))) // the smaller first: peak memory is the process's
            {
                results.Add(ImagineBench.Run(parse.GetValue(size), parse.GetValue(cutn), parse.GetValue(iterations), fast, place, (i, seconds) => Console.Error.WriteLine($"{(fast ? "bf16" : "fp32")} iteration {i + 1}: {seconds:F2} s")));
            }

            var agreement = results.Count == 2 ? BenchAgreement.Of(results[0].Losses, results[1].Losses) : null;
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { results, agreement }, JsonSerializerOptions.Web));
                return 0;
            }

            var table = new Table().AddColumns("", "s / iteration", "peak MB", "loss first", "loss last").RoundedBorder();
            results.ForEach(result => table.AddRow(result.Precision, $"{result.Median:F2}", $"{result.PeakMegabytes:F0}", $"{result.Losses[0]:F5}", $"{result.Losses[^1]:F5}"));
            AnsiConsole.Write(table);
            if (agreement is not null)
            {
                Console.WriteLine($"prompt losses of bf16 are within {agreement.Largest:P2} of fp32's over {agreement.Steps} steps (furthest at step {agreement.Step}); an iteration takes {results[0].Median / results[1].Median:P0} of the time");
            }

            return 0;
        });
        return new Command("bench", "Measure what Atelier does.") { imagine, Prompts(), PaintBenchCommand.Create(), UpscaleBenchCommand.Create(), TrainingBenchCommand.Create() };
    }

    private static Command Prompts()
    {
        var file = new Argument<string>("file") { Description = "Prompts, one a line." };
        var judge = new Option<string>("--judge") { Description = "A CLIP that did not guide, by name or path.", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "The sheet of all pictures.", DefaultValueFactory = _ => "sheet.png" };
        var runs = new Option<string>("--runs") { Description = "Where runs are kept.", DefaultValueFactory = _ => "runs" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of every picture.", DefaultValueFactory = _ => 1 };
        var start = new Option<StartKind>("--init") { Description = "From what each begins, as for imagine." };
        var device = new DeviceOption();
        var prompts = new Command("prompts", "Make a picture of each prompt with default settings and have a judge rank the prompts for each.") { file, judge, output, runs, seed, start, device };
        prompts.SetAction((parse, cancel) =>
        {
            var path = parse.GetValue(file)!;
            string[] lines = File.Exists(path) ? [.. File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)] : throw new UserException($"There is no file '{path}'.");
            Media.Picture.RequireWritable(parse.GetValue(output)!);
            Hub.ModelHub.Find(parse.GetValue(judge)!);
            var place = device.Of(parse);
            var pictures = PromptSheet.Make(lines, new() { Seed = parse.GetValue(seed), Start = parse.GetValue(start) }, parse.GetValue(runs)!, done => Console.Error.WriteLine($"{done}/{lines.Length}  {lines[done - 1]}"), cancel, place);
            var judged = PromptSheet.Judge(pictures, lines, parse.GetValue(judge)!, place);
            Media.ContactSheet.Draw(pictures, 8, [.. judged.Select(one => one.Rank == 1 ? one.Prompt : $"{one.Prompt} (rank {one.Rank})")]).Save(parse.GetValue(output)!);
            foreach (var one in judged.Where(one => one.Rank > 1))
            {
                Console.WriteLine($"rank {one.Rank}: {one.Prompt} (the judge sees {one.Best})");
            }

            Console.WriteLine($"{judged.Count(one => one.Rank == 1)} of {judged.Count} ranked first for their own prompt; sheet in {parse.GetValue(output)}");
            return Task.FromResult(0);
        });
        return prompts;
    }
}
