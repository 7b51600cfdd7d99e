using System.CommandLine;
using Atelier.Hub;
using Atelier.Models.Clip;
using Atelier.Models.Vqgan;
using Atelier.Tensors;
using Atelier.Training;
using Atelier.Training.Clip;
using Atelier.Training.Data;
using Atelier.Training.Painter;
using Atelier.Training.Vqgan;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier train clip|vqgan|painter</c>: trains on the glyphs, or on strokes of chance; started again with the same folder it goes on.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train what a recipe describes; or a model of the glyph data set or a painter, where the same folder again goes on.") { Clip(), Vqgan(), Painter(), Pack(), Starts() };
        TrainRecipe.AddTo(command);
        return command;
    }

    private static Command Clip()
    {
        var usual = new ClipRecipe();
        var (output, steps, seed, split, batch, fp32, device) = Common(usual.Steps, usual.BatchSize);
        var command = new Command("clip", "Train a small CLIP.") { output, steps, seed, split, batch, fp32, device };
        command.SetAction((parse, cancel) =>
        {
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var recipe = usual with { Steps = parse.GetValue(steps), Seed = parse.GetValue(seed), Split = parse.GetValue(split), BatchSize = parse.GetValue(batch), BFloat16 = !parse.GetValue(fp32) };
            new ClipTrainer(recipe, set, parse.GetValue(output)!, device.Of(parse)).Run(new Lines(), cancel);
            return Task.FromResult(cancel.IsCancellationRequested ? 130 : 0);
        });
        return command;
    }

    private static Command Vqgan()
    {
        var usual = new VqganRecipe();
        var (output, steps, seed, split, batch, fp32, device) = Common(usual.Steps, usual.BatchSize);
        var command = new Command("vqgan", "Train a small VQGAN.") { output, steps, seed, split, batch, fp32, device };
        command.SetAction((parse, cancel) =>
        {
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var recipe = usual with { Steps = parse.GetValue(steps), Seed = parse.GetValue(seed), Split = parse.GetValue(split), BatchSize = parse.GetValue(batch), BFloat16 = !parse.GetValue(fp32) };
            new VqganTrainer(recipe, set, parse.GetValue(output)!, device.Of(parse)).Run(new Lines(), cancel);
            return Task.FromResult(cancel.IsCancellationRequested ? 130 : 0);
        });
        return command;
    }

    private static Command Painter()
    {
        var usual = new PainterRecipe();
        var (output, steps, seed, _, batch, fp32, _) = Common(usual.Steps, usual.BatchSize);
        var command = new Command("painter", "Train a painter; it needs no data.") { output, steps, seed, batch, fp32 };
        command.SetAction((parse, cancel) =>
        {
            if (parse.GetValue(batch) is < 4 or > 4096 || parse.GetValue(batch) % 4 != 0)
            {
                throw new UserException("--batch is a multiple of 4, up to 4096.");
            }

            var recipe = usual with { Steps = parse.GetValue(steps), Seed = parse.GetValue(seed), BatchSize = parse.GetValue(batch), BFloat16 = !parse.GetValue(fp32) };
            new PainterTrainer(recipe, parse.GetValue(output)!).Run(new Lines(), cancel);
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

    private static (Option<string> Output, Option<long> Steps, Option<ulong> Seed, Option<int> Split, Option<int> Batch, Option<bool> Fp32, DeviceOption Device) Common(long steps, int batch) =>
    (
        new("--output", "-o") { Description = "The run's folder: checkpoint, log, model.safetensors.", Required = true },
        new("--steps") { Description = "Steps in all.", DefaultValueFactory = _ => steps },
        new("--seed") { Description = "Seed of weights and data.", DefaultValueFactory = _ => 1 },
        new("--split") { Description = "Seed of the split into trained and held-out drawings." },
        new("--batch") { Description = "Pictures a step.", DefaultValueFactory = _ => batch },
        new("--fp32") { Description = "Compute in fp32 instead of bf16." },
        new()
    );

    private sealed class Lines : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) =>
            Console.WriteLine($"{value.Step}/{value.Total}  {string.Join("  ", value.Values.Select(pair => $"{pair.Key} {pair.Value:G4}"))}");
    }
}
