using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Runs;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Imagine;

/// <summary><c>atelier breed A.png B.png</c>: pictures whose regions come from one or the other.</summary>
internal static class BreedCommand
{
    private const int DefaultCount = 4;

    public static Command Create()
    {
        var options = new ImagineCommandOptions();
        var parents = new Argument<string[]>("pictures") { Description = "Two pictures.", Arity = new(2, 2) };
        var words = new Option<string?>("--words") { Description = "Text prompts; by default those of both pictures, if they carry any." };
        var count = new NumericOption<int>(1, 1000, "--count", "-n")
        {
            Description = "Pictures, with consecutive seeds.", Default = DefaultCount,
        };
        var output = new Option<string?>("--output", "-o") { Description = "A second file for each picture, with its number." };
        var runs = new Option<string>("--runs") { Description = "The folder of runs.", DefaultValueFactory = _ => "runs" };
        var raw = Enlargement.RawOption();
        var command = new Command("breed", "Cross two pictures: regions of both, made one by the words.")
        {
            parents, words, count, output, runs, raw,
        };
        options.AddTo(command, prompt: false);
        command.SetAction((parse, cancel) =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            var pair = parse.GetValue(parents)!;
            var basis = Cross(pair[0], pair[1], parse.GetValue(words));
            var given = options.Apply(parse, basis);
            var order = new RunOrder(parse.GetValue(output) is { } path ? Path.GetFullPath(path) : null, Raw: parse.GetValue(raw));
            ImagineOptions[] all = [.. Enumerable.Range(0, count.Get(parse)).Select(i => ImagineCommand.WithSeed(given, i))];
            RunOrder[] orders = [.. all.Select((_, i) => all.Length == 1 ? order : ImagineCommand.Numbered(order, i + 1, all.Length))];
            ImagineCommand.RequireWritable(orders);
            var pipelines = TextToImagePipeline.BeginAll([.. all.Zip(orders)], parse.GetValue(runs)!, place);
            return Task.FromResult(ImagineRuns.Run(pipelines, null, report, place, cancel));
        });
        return command.WithComputeOptions();
    }

    private static ImagineOptions Cross(string first, string second, string? words)
    {
        string[] prompts = words is not null ? [words]
            : [.. new[] { first, second }.Where(path => File.Exists(path) && Picture.ReadText(path, ImagineOptions.Key) is not null)
                .Select(path => TextToImagePipeline.ReadOptions(path).Prompt).Where(prompt => prompt.Length > 0).Distinct()];
        return prompts.Length > 0
            ? new()
            {
                Prompt = string.Join('|', prompts),
                InitImage = first,
                CrossImage = second,
                Seed = ImagineCommandOptions.RandomSeed(),
            }
            : throw new CommandLineException($"Neither {first} nor {second} carries a prompt: --words gives one.");
    }
}
