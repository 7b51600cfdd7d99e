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

/// <summary><c>atelier evaluate run|completion|probe</c>: measures what a recipe trained, on held-out pictures of its data.</summary>
internal static class EvaluateTraining
{
    public static Command Run()
    {
        var run = new Argument<string>("run") { Description = "The folder of a run." };
        var set = new Option<string[]>("--set")
        {
            Description = "Override a value of its recipe: model.classifier=runs/classifier-fashion, sampling.temperature=0.8.",
        };
        var count = Count(4, 2000);
        var command = new Command(
            "run",
            "Measure a run's last checkpoint: PSNR, SSIM and codebook use of codecs; with model.classifier, Fréchet distance, " +
            "precision, recall and class accuracy.")
        {
            run, set, count,
        }.WithComputeOptions(CommonOptions.RecipePrecision);
        command.SetAction(parse =>
        {
            var folder = parse.GetValue(run)!;
            var recipe = Recipe.Read(RecipeOf(folder), [.. parse.GetValue(set) ?? [], .. parse.RecipeValues()]);
            Show(parse, new Trainer(recipe, folder, parse.Device(), skipped: SkippedPictures.Told).Evaluate(count.Get(parse)));
        });
        return command;
    }

    public static Command Completion()
    {
        var model = new Argument<string>("prior") { Description = "The folder of a prior's run." };
        var scorer = new Option<string>("--classifier") { Description = "The classifier that scores.", Required = true };
        var draws = new NumericOption<int>(1, 100_000, "--draws")
        {
            Description = "Samples of each picture; the mean of the quarter that fits the observed half best is taken.", Default = 32,
        };
        var temperature = new NumericOption<double>(0, 1000, "--temperature")
        {
            Description = "Sampling temperature: below 1 more likely codes, above 1 more variety.", Default = 1,
        };
        var guidance = new NumericOption<double>(1, 1000, "--guidance")
        {
            Description = "Classifier-free guidance scale for the inferred class; 1 disables it.", Default = 1,
        };
        var count = Count(1, 500);
        var command = new Command(
            "completion",
            "Complete held-out pictures from their upper half, and compare with the mean and the nearest training picture.")
        {
            model, scorer, draws, temperature, guidance, count,
        }.WithComputeOptions();
        command.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(model)!);
            var data = DataOf(files.Folder);
            var device = parse.Device();
            using var prior = CodePriorFile.Load(files, device);
            if (parse.Fast(device))
            {
                prior.Gpt.ToBFloat16();
            }

            using var codec = VqVaeFile.LoadCodec(ModelFiles.Find(Path.Combine(files.Folder, "codec")), device);
            using var classifier = ClassifierFile.Load(ModelHub.Find(parse.GetValue(scorer)!), device);
            var quality = parse.Report().Progress("completing", report => CompletionQuality.Measure(
                prior,
                codec,
                classifier,
                data,
                count.Get(parse),
                draws.Get(parse),
                new() { Temperature = temperature.Get(parse), GuidanceScale = guidance.Get(parse) },
                SkippedPictures.Told,
                new SynchronousProgress<double>(share => report("pictures", share))));
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
            "Accuracy of a linear probe: a linear classifier on a network's features, trained on training pictures and tested on " +
            "held-out ones.")
        {
            model, recipe, count,
        }.WithComputeOptions(CommonOptions.ExactPrecision);
        command.SetAction(parse =>
        {
            var device = parse.Device();
            using var features = PictureFeatures.Load(ModelHub.Find(parse.GetValue(model)!), device, parse.Fast(device));
            if (!features.HasBFloat16)
            {
                parse.RequireFp32($"a {features.Name}");
            }

            var data = DataOptions.Read(RecipeFile.Read(parse.GetValue(recipe)!, []).Root.Section("data"));
            var accuracy = ProbeQuality.Measure(features, data, count.Get(parse), device, SkippedPictures.Told);
            Show(parse, new Dictionary<string, double> { ["accuracy"] = accuracy });
        });
        return command;
    }

    private static NumericOption<int> Count(int smallest, int defaultCount) =>
        new(smallest, 1_000_000, "--count") { Description = "Pictures.", Default = defaultCount };

    private static DataOptions DataOf(string run) =>
        DataOptions.Read(RecipeFile.Read(RecipeOf(run), []).Root.Section("data"));

    private static string RecipeOf(string run) => Path.Combine(run, "recipe.yaml") is var recipe && File.Exists(recipe) ? recipe
        : throw new CommandLineException($"'{run}' is no training run: it holds no recipe.yaml.");

    private static void Show(ParseResult parse, IReadOnlyDictionary<string, double> figures) =>
        parse.Report().Result(string.Join('\n', figures.Select(pair => $"{pair.Key,-28}{pair.Value:G5}")), figures);
}
