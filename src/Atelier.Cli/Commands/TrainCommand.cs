using System.CommandLine;
using Atelier.Hub;
using Atelier.Models.Clip;
using Atelier.Models.Vqgan;
using Atelier.Tensors;
using Atelier.Training;
using Atelier.Training.Clip;
using Atelier.Training.Data;
using Atelier.Training.Vqgan;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier train clip|vqgan</c>: trains on the glyphs; started again with the same folder it goes on.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train what a recipe describes; or a model of the glyph data set, where the same folder again goes on.") { Clip(), Vqgan(), Pack(), Starts() };
        TrainRecipe.AddTo(command);
        return command;
    }

    private static Command Clip()
    {
        var usual = new ClipRecipe();
        return Training("clip", "Train a small CLIP.", usual.Steps, usual.BatchSize, (asked, progress, cancel) =>
        {
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var recipe = usual with { Steps = asked.Steps, Seed = asked.Seed, Split = asked.Split, BatchSize = asked.Batch, BFloat16 = asked.BFloat16 };
            new ClipTrainer(recipe, set, asked.Folder, asked.Device).Run(progress, cancel);
        });
    }

    private static Command Vqgan()
    {
        var usual = new VqganRecipe();
        return Training("vqgan", "Train a small VQGAN.", usual.Steps, usual.BatchSize, (asked, progress, cancel) =>
        {
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var recipe = usual with { Steps = asked.Steps, Seed = asked.Seed, Split = asked.Split, BatchSize = asked.Batch, BFloat16 = asked.BFloat16 };
            new VqganTrainer(recipe, set, asked.Folder, asked.Device).Run(progress, cancel);
        });
    }

    private static Command Training(string name, string what, long steps, int batch, Action<Asked, IProgress<TrainingStep>, CancellationToken> train)
    {
        var output = new Option<string>("--output", "-o") { Description = "The run's folder: checkpoint, log, model.safetensors.", Required = true };
        var stepsOption = new Option<long>("--steps") { Description = "Steps in all.", DefaultValueFactory = _ => steps };
        var seed = new Option<ulong>("--seed") { Description = "Seed of weights and data.", DefaultValueFactory = _ => 1 };
        var batchOption = new Option<int>("--batch") { Description = "Pictures a step.", DefaultValueFactory = _ => batch };
        var fp32 = new Option<bool>("--fp32") { Description = "Compute in fp32 instead of bf16." };
        var split = new Option<int>("--split") { Description = "Seed of the split into trained and held-out drawings." };
        var device = new DeviceOption();
        var command = new Command(name, what) { output, stepsOption, seed, batchOption, fp32, split, device };
        command.SetAction((parse, cancel) =>
        {
            var asked = new Asked(
                parse.GetValue(output)!, parse.GetValue(stepsOption), parse.GetValue(seed), parse.GetValue(split), parse.GetValue(batchOption), !parse.GetValue(fp32), device.Of(parse));
            TrainProgress.Show(progress =>
            {
                train(asked, progress, cancel);
                return 0;
            });
            return Task.FromResult(cancel.IsCancellationRequested ? 130 : 0);
        });
        return command;
    }

    private static Command Pack()
    {
        var run = new Argument<string>("run") { Description = "A training run's folder." };
        var output = new Option<string>("--output", "-o") { Description = "The model folder.", Required = true };
        var config = new Option<string>("--config") { Description = "The config.json it gets.", Required = true };
        var command = new Command("pack", "Make a model folder of a training run: fp16 weights, configuration, vocabulary.") { run, output, config };
        command.SetAction(parse => ModelPack.Write(parse.GetValue(run)!, parse.GetValue(output)!, File.ReadAllText(parse.GetValue(config)!)));
        return command;
    }

    private static Command Starts()
    {
        var vqgan = new Argument<string>("vqgan") { Description = "The generator's folder, which gets the starts." };
        var clip = new Argument<string>("clip") { Description = "The CLIP that ranks them." };
        var split = new Option<int>("--split") { Description = "Seed of the split: only trained drawings become starts." };
        var command = new Command("starts", "Encode the trained drawings as starts of pictures.") { vqgan, clip, split };
        command.SetAction(parse =>
        {
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            using var generator = VqganFile.Load(ModelHub.Find(parse.GetValue(vqgan)!));
            using var critic = ClipFile.Load(ModelHub.Find(parse.GetValue(clip)!));
            generator.ToFastPath();
            critic.ToFastPath();
            ModelPack.WriteStarts(ModelHub.Find(parse.GetValue(vqgan)!).Folder, generator, critic, set, new GlyphSplit(parse.GetValue(split)).Train(set));
        });
        return command;
    }

    private sealed record Asked(string Folder, long Steps, ulong Seed, int Split, int Batch, bool BFloat16, Device Device);
}
