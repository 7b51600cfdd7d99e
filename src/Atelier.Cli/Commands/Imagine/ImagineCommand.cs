using System.CommandLine;
using System.Globalization;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Paint;
using Atelier.Cli.Commands.Upscale;
using Atelier.Cli.Options;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Imagine;

/// <summary><c>atelier imagine "a red apple"</c>: makes a picture from prompts.</summary>
internal static class ImagineCommand
{
    public static Command Create()
    {
        var options = new ImagineCommandOptions();
        var output = new Option<string?>("--output", "-o")
        {
            Description = "A second file for the picture, besides the one in its run's folder.",
        };
        var repeat = new Option<string?>("--repeat")
        {
            Description = "Repeat a picture by the options stored in it, a run's folder or its run.json; other options override them.",
        };
        var resume = new Option<string?>("--resume")
        {
            Description = "Resume a run by its folder, or by the name of a folder in --runs; --iterations extends it.",
        };
        var runs = new Option<string>("--runs") { Description = "The folder of runs.", DefaultValueFactory = _ => "runs" };
        var paint = new Option<string?>("--paint")
        {
            Description = $"Then paint it in a style ({string.Join(", ", PaintStyle.All.Select(style => style.Name))}; oil by " +
                "default), and film that: painting.png and painting.mp4 in the run's folder.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var upscale = UpscaleCommand.AfterOption();
        var count = new NumericOption<int>(1, 1000, "--count", "-n")
        {
            Description = "Pictures of each prompt, with consecutive seeds; they are computed together.", Default = 1,
        };
        var prompts = new Option<string?>("--prompts-file")
        {
            Description = "Make a picture of each line of a text file, or of each entry of a YAML file: a prompt, also with options.",
        };
        var command = new Command("imagine", "Make a picture from words.");
        options.AddTo(command);
        foreach (var option in new Option[] { count, prompts, output, repeat, resume, runs, paint, upscale })
        {
            command.Add(option);
        }

        command.SetAction((parse, cancel) =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            var order = new RunOrder(
                parse.GetValue(output) is { } path ? Path.GetFullPath(path) : null,
                parse.GetResult(paint) is null ? null : PaintStyle.FromName(parse.GetValue(paint) ?? "oil").Name,
                UpscaleCommand.After(parse, upscale)?.Scale);
            IReadOnlyList<TextToImagePipeline> pipelines;
            if (parse.GetValue(resume) is { } earlier)
            {
                parse.RejectUnused([repeat, count, prompts], "beside --resume");
                RequireWritable([order]);
                var inRuns = Path.Combine(parse.GetValue(runs)!, earlier);
                var folder = !Directory.Exists(earlier) && Directory.Exists(inRuns) ? inRuns : earlier;
                pipelines = [TextToImagePipeline.Resume(folder, place, options.IterationsAlone(parse), order)];
            }
            else
            {
                var basis = parse.GetValue(repeat) is { } record
                    ? ReadOptions(record)
                    : new() { Seed = (ulong)Random.Shared.NextInt64(1, 1_000_000_000) };
                var given = options.Apply(parse, basis);
                var each = parse.GetValue(prompts) is { } file ? PromptsFile.Read(file, given) : [given];
                ImagineOptions[] all = [.. each.SelectMany(one => Enumerable.Range(0, count.Get(parse)).Select(i => WithSeed(one, i)))];
                RunOrder[] orders = [.. all.Select((_, i) => all.Length == 1 ? order : Numbered(order, i + 1, all.Length))];
                RequireWritable(orders);
                pipelines = TextToImagePipeline.BeginAll([.. all.Zip(orders)], parse.GetValue(runs)!, place);
            }

            return Task.FromResult(ImagineRuns.Run(pipelines, report, place, cancel));
        });
        return command.WithComputeOptions();
    }

    private static ImagineOptions WithSeed(ImagineOptions options, int offset) => options.Seed + (ulong)offset <= uint.MaxValue
        ? options with { Seed = options.Seed + (ulong)offset }
        : throw new CommandLineException($"--count needs seeds up to {options.Seed + (ulong)offset}, and --seed ends at {uint.MaxValue}.");

    // apple.png of the third of twelve pictures is apple-03.png
    private static RunOrder Numbered(RunOrder order, int number, int count) => order with
    {
        Output = order.Output is { } path
            ? Path.Combine(
                Path.GetDirectoryName(path)!,
                $"{Path.GetFileNameWithoutExtension(path)}-{number.ToString($"D{$"{count}".Length}", CultureInfo.InvariantCulture)}" +
                Path.GetExtension(path))
            : null,
    };

    private static void RequireWritable(IEnumerable<RunOrder> orders)
    {
        foreach (var path in orders.Select(order => order.Output).OfType<string>())
        {
            Picture.RequireWritable(path);
        }
    }

    private static ImagineOptions ReadOptions(string source)
    {
        CommandRecord.RequireImagine(source);
        return TextToImagePipeline.ReadOptions(source);
    }
}
