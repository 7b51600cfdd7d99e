using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.Classifier;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Prior;
using Atelier.Training;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Cli.Commands.Evaluate;

/// <summary><c>atelier evaluate run|completion|probe</c>: what was trained by a recipe, measured on
/// pictures of its data that it has not seen.</summary>
internal static class EvaluateTraining
{
    public static Command Run()
    {
        var run = new Argument<string>("run") { Description = "The folder of a run." };
        var set = new Option<string[]>("--set")
        {
            Description = "Put a value into its recipe: model.judge=runs/classifier-fashion, sampling.temperature=0.8.",
        };
        var count = Count(4, 2000);
        var command = new Command(
            "run",
            "The figures of a run's last checkpoint: of codecs PSNR, SSIM, use of the codes; with a judge Fréchet distance, precision, " +
            "recall and classes.")
        {
            run, set, count,
        }.Computing(precision: false);
        command.SetAction(parse =>
        {
            var folder = parse.GetValue(run)!;
            var recipe = Recipe.Read(RecipeOf(folder), parse.GetValue(set) ?? []);
            Show(parse, new Trainer(recipe, folder, parse.Device(), skipped: SkippedPictures.Told).Evaluate(count.Of(parse)));
        });
        return command;
    }

    public static Command Completion()
    {
        var model = new Argument<string>("prior") { Description = "The folder of a prior's run." };
        var judge = new Option<string>("--judge") { Description = "The classifier whose opinion counts.", Required = true };
        var draws = new Number<int>(1, 100_000, "--draws")
        {
            Description = "Draws of each picture; of the quarter that fits the known half best, the mean is taken.", Usual = 32,
        };
        var temperature = new Number<double>(0, 1000, "--temperature") { Description = "Below 1 bolder, above 1 wilder.", Usual = 1 };
        var guidance = new Number<double>(1, 1000, "--guidance")
        {
            Description = "How much more the class that is guessed counts than in nature.", Usual = 1,
        };
        var count = Count(1, 500);
        var command = new Command(
            "completion",
            "Held-out pictures completed from their upper half, beside the mean training picture and the nearest training picture.")
        {
            model, judge, draws, temperature, guidance, count,
        }.Computing(precision: false);
        command.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(model)!);
            var data = DataOf(files.Folder);
            using var prior = CodePriorFile.Load(files);
            if (Processor.HasBf16)
            {
                prior.Gpt.ToFastPath();
            }

            using var codec = VqVaeFile.LoadCodec(ModelFiles.Find(Path.Combine(files.Folder, "codec")));
            using var classifier = ClassifierFile.Load(ModelHub.Find(parse.GetValue(judge)!));
            var quality = parse.Report().Progress("completing", report => CompletionQuality.Measure(
                prior,
                codec,
                classifier,
                data,
                count.Of(parse),
                draws.Of(parse),
                new() { Temperature = temperature.Of(parse), Guidance = guidance.Of(parse) },
                SkippedPictures.Told,
                new Immediate<double>(share => report("pictures", share))));
            var rows = new[]
            {
                ("prior", quality.Prior),
                ("typical_draw", quality.Typical),
                ("best_draw", quality.Best),
                ("mean_picture", quality.Mean),
                ("nearest_neighbour", quality.Nearest),
            };
            Show(
                parse,
                rows.SelectMany(row => new[] { (row.Item1 + "_error", row.Item2.Error), (row.Item1 + "_agreement", row.Item2.Agreement) })
                    .ToDictionary(pair => pair.Item1, pair => pair.Item2));
        });
        return command;
    }

    public static Command Probe()
    {
        var model = new Argument<string>("model") { Description = "A classifier, CLIP, VQ-VAE or VQGAN, by name or path." };
        var recipe = new Option<string>("--data") { Description = "A recipe whose pictures have classes.", Required = true };
        var count = Count(20, 5000);
        var command = new Command(
            "probe",
            "How often a linear classifier on a network's features is right: it learns on training pictures and is asked about " +
            "held-out ones.")
        {
            model, recipe, count,
        }.Computing(precision: false);
        command.SetAction(parse =>
        {
            using var features = PictureFeatures.Load(ModelHub.Find(parse.GetValue(model)!), parse.Device());
            var data = DataOptions.Read(RecipeFile.Read(parse.GetValue(recipe)!, []).Root.Section("data"));
            var accuracy = ProbeQuality.Measure(features, data, count.Of(parse), parse.Device(), SkippedPictures.Told);
            Show(parse, new Dictionary<string, double> { ["accuracy"] = accuracy });
        });
        return command;
    }

    private static Number<int> Count(int least, int usual) => new(least, 1_000_000, "--count") { Description = "Pictures.", Usual = usual };

    private static DataOptions DataOf(string run) =>
        DataOptions.Read(RecipeFile.Read(RecipeOf(run), []).Root.Section("data"));

    private static string RecipeOf(string run) => Path.Combine(run, "recipe.yaml") is var recipe && File.Exists(recipe) ? recipe
        : throw new UserException($"{run} is no training run: it holds no recipe.yaml.");

    private static void Show(ParseResult parse, IReadOnlyDictionary<string, double> figures) =>
        parse.Report().Result(string.Join('\n', figures.Select(pair => $"{pair.Key,-28}{pair.Value:G5}")), figures);
}
