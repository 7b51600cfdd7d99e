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
    private const double VaryStrength = 0.3; // of the noise of a variation

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
        var raw = Enlargement.RawOption();
        var count = new NumericOption<int>(1, 1000, "--count", "-n")
        {
            Description = "Pictures of each prompt, with consecutive seeds; they are computed together.", Default = 1,
        };
        var prompts = new Option<string?>("--prompts-file")
        {
            Description = "Make a picture of each line of a text file, or of each entry of a YAML file: a prompt, also with options.",
        };
        var best = new NumericOption<int>(2, 100, "--best-of")
        {
            Description = "Make so many pictures with consecutive seeds, and keep the one that CLIP finds nearest to the words; all stay " +
                "in their runs' folders.",
        };
        var vary = new Option<string?>("--vary")
        {
            Description = $"A variation of a picture: it is the start, changed by noise of --strength ({VaryStrength} by default), with " +
                "the options stored in it.",
        };
        var command = new Command("imagine", "Make a picture from words.");
        options.AddTo(command);
        foreach (var option in new Option[] { count, best, vary, prompts, output, repeat, resume, runs, paint, upscale, raw })
        {
            command.Add(option);
        }

        command.SetAction((parse, cancel) =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            var order = new RunOrder(
                parse.GetValue(output) is { } path ? Path.GetFullPath(path) : null,
                parse.GetResult(paint) is null ? null : PaintStyle.FromName(parse.GetValue(paint) ?? "oil").Name,
                UpscaleCommand.After(parse, upscale)?.Scale,
                parse.GetValue(raw));
            parse.RejectUnused(parse.IsGiven(raw) ? [upscale] : [], "beside --raw");
            IReadOnlyList<TextToImagePipeline> pipelines;
            string? ranking = null; // the CLIP that chooses among pictures that were made without one
            if (parse.GetValue(resume) is { } earlier)
            {
                parse.RejectUnused([repeat, count, best, vary, prompts, options.ProfileOption], "beside --resume");
                RequireWritable([order]);
                var inRuns = Path.Combine(parse.GetValue(runs)!, earlier);
                var folder = !Directory.Exists(earlier) && Directory.Exists(inRuns) ? inRuns : earlier;
                pipelines = [TextToImagePipeline.Resume(folder, place, options.IterationsAlone(parse), order)];
            }
            else
            {
                parse.RejectUnused(parse.IsGiven(best) ? [count, prompts] : [], "beside --best-of");
                parse.RejectUnused(parse.IsGiven(repeat) ? [options.ProfileOption] : [], "beside --repeat");
                parse.RejectUnused(parse.IsGiven(vary) ? [options.ProfileOption] : [], "beside --vary");
                parse.RejectUnused(parse.IsGiven(vary) ? [repeat, prompts] : [], "beside --vary");
                var given = parse.GetValue(repeat) is { } record ? options.Apply(parse, ReadOptions(record))
                    : parse.GetValue(vary) is { } picture ? options.Apply(parse, Variation(picture))
                    : options.New(parse);
                var each = parse.GetValue(prompts) is { } file
                    ? PromptsFile.Read(file, given).Select(one => options.Reword(parse, one)).ToList()
                    : [given];
                var seeds = parse.GetValue(best) ?? count.Get(parse);
                ImagineOptions[] all = [.. each.SelectMany(one => Enumerable.Range(0, seeds).Select(i => WithSeed(one, i)))];
                RunOrder[] orders = [.. all.Select((_, i) => all.Length == 1 ? order
                    : parse.IsGiven(best) ? new() : Numbered(order, i + 1, all.Length))];
                RequireWritable(orders.Append(order));
                if (parse.IsGiven(best) && TextToImagePipeline.IsUnguided(given))
                {
                    ranking = given.Clip[0];
                    all = [.. all.Select(one => one with { Clip = new ImagineOptions().Clip })];
                }

                pipelines = TextToImagePipeline.BeginAll([.. all.Zip(orders)], parse.GetValue(runs)!, place);
            }

            return Task.FromResult(
                ImagineRuns.Run(pipelines, parse.IsGiven(best) ? order : null, report, place, cancel, ranking));
        });
        return command.WithComputeOptions();
    }

    // with the options of a picture that carries them
    private static ImagineOptions Variation(string picture)
    {
        var options = Picture.ReadText(picture, ImagineOptions.Key) is null ? new() : ReadOptions(picture);
        return options with
        {
            InitImage = picture,
            CrossImage = null,
            Strength = VaryStrength,
            Seed = ImagineCommandOptions.RandomSeed(),
            Edit = options.Edit with { Mask = null, Extend = null },
        };
    }

    /// <summary>The options of the picture with a later seed.</summary>
    /// <exception cref="CommandLineException">There is no such seed.</exception>
    public static ImagineOptions WithSeed(ImagineOptions options, int offset) => options.Seed + (ulong)offset <= uint.MaxValue
        ? options with { Seed = options.Seed + (ulong)offset }
        : throw new CommandLineException($"--count needs seeds up to {options.Seed + (ulong)offset}, and --seed ends at {uint.MaxValue}.");

    /// <summary>The order of one of several pictures: apple.png of the third of twelve is apple-03.png.</summary>
    public static RunOrder Numbered(RunOrder order, int number, int count) => order with
    {
        Output = order.Output is { } path
            ? Path.Combine(
                Path.GetDirectoryName(path)!,
                $"{Path.GetFileNameWithoutExtension(path)}-{number.ToString($"D{$"{count}".Length}", CultureInfo.InvariantCulture)}" +
                Path.GetExtension(path))
            : null,
    };

    /// <summary>Requires that the ordered files can be written.</summary>
    public static void RequireWritable(IEnumerable<RunOrder> orders)
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
