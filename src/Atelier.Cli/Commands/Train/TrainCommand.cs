using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;
using Atelier.Hub;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Training;

namespace Atelier.Cli.Commands.Train;

/// <summary><c>atelier train RECIPE.yaml</c> trains what a recipe describes; <c>pack</c> and
/// <c>starts</c> make model folders of runs.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train what a recipe describes.") { Pack(), Starts() };
        TrainRecipe.AddTo(command);
        return command;
    }

    private static Command Pack()
    {
        var run = new Argument<string>("run") { Description = "A training run's folder." };
        var output = new Option<string>("--output", "-o") { Description = "The model folder.", Required = true };
        var config = new Option<string?>("--config") { Description = "The model's config.json; by default the run's own." };
        var command = new Command("pack", "Make a model folder of a training run: fp16 weights, configuration, vocabulary.")
        {
            run, output, config,
        }.WithOutputOptions();
        command.SetAction(parse =>
        {
            var place = parse.GetValue(output)!;
            AtomicFile.RequireWritable(Path.Combine(place, "model.safetensors"));
            ModelPack.Write(parse.GetValue(run)!, place, parse.GetValue(config));
            parse.Report().Result(place, new { model = place });
        });
        return command;
    }

    private static Command Starts()
    {
        var vqgan = new Argument<string>("vqgan") { Description = "The generator's folder; starts.safetensors goes there." };
        var clip = new Argument<string>("clip") { Description = "The CLIP that ranks them." };
        var split = new NumericOption<int>(0, int.MaxValue, "--split")
        {
            Default = 0, Description = "Seed of the split: only training drawings become starts.",
        };
        var wordsOnly = new Option<bool>("--words-only")
        {
            Description = "Keep the drawings, and write only their words and the vocabulary around them.",
        };
        var command = new Command("starts", "Encode the training drawings as starts for imagine, and write their words beside them.")
        {
            vqgan, clip, split, wordsOnly,
        }.WithComputeOptions();
        command.SetAction(async (parse, cancel) =>
        {
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var (folder, drawings) = (ModelHub.Find(parse.GetValue(vqgan)!).Folder, new GlyphSplit(split.Get(parse)).Train(set));
            StartWordsPack.Write(folder, drawings, await GlyphVocabulary.FetchAsync(cancel));
            if (parse.GetValue(wordsOnly))
            {
                return;
            }

            var device = parse.Device();
            using var generator = VqganFile.Load(ModelHub.Find(parse.GetValue(vqgan)!), device);
            var clipFiles = ModelHub.Find(parse.GetValue(clip)!);
            using var critic = ClipFile.Load(clipFiles, device);
            if (parse.Fast(device))
            {
                generator.ToBFloat16();
                critic.ToBFloat16();
            }

            ModelPack.WriteStarts(
                folder, generator, critic, TokenizerFile.Load(clipFiles, critic.Options), set, drawings);
        });
        return command;
    }
}
