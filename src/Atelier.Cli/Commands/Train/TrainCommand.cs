using System.CommandLine;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Starts;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Glyphs;
using Atelier.Glyphs.Sources;
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
        var runs = new Argument<string[]>("runs")
        {
            Description = "A training run's folder; of several, the mean of their weights is packed.", Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o") { Description = "The model folder.", Required = true };
        var config = new Option<string?>("--config") { Description = "The model's config.json; by default the run's own." };
        var command = new Command("pack", "Make a model folder of a training run: fp16 weights, configuration, vocabulary.")
        {
            runs, output, config,
        }.WithOutputOptions();
        command.SetAction(parse =>
        {
            var place = parse.GetValue(output)!;
            AtomicFile.RequireWritable(Path.Combine(place, "model.safetensors"));
            ModelPack.Write(parse.GetValue(runs)!, place, parse.GetValue(config));
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
            Default = 0,
            Description = "Seed of the split that the models were trained with: they read near words instead of names that it holds out.",
        };
        var wordsOnly = new Option<bool>("--words-only")
        {
            Description = "Keep the drawings, and write only their words and the vocabulary around them.",
        };
        var embeddingsOnly = new Option<bool>("--embeddings-only")
        {
            Description = "Keep the drawings and their words, and write only what the CLIP sees of the drawings as they are decoded.",
        };
        var command = new Command("starts", "Encode the drawings as starts for imagine, and write their words beside them.")
        {
            vqgan, clip, split, wordsOnly, embeddingsOnly,
        }.WithComputeOptions();
        command.SetAction(async (parse, cancel) =>
        {
            parse.RejectUnused(parse.GetValue(wordsOnly) ? [embeddingsOnly] : [], "beside --words-only");
            var folder = ModelHub.Find(parse.GetValue(vqgan)!).Folder;
            using var set = parse.GetValue(embeddingsOnly) ? null : GlyphSet.OpenStarts(GlyphDataset.Folder);
            if (set is not null)
            {
                var (vocabulary, vectors) = (await GlyphVocabulary.FetchAsync(cancel), await WordVectors.FetchAsync(cancel));
                StartWordsPack.Write(folder, set.Glyphs, vocabulary, vectors, new(split.Get(parse)));
            }

            if (parse.GetValue(wordsOnly))
            {
                return;
            }

            var device = parse.Device();
            var codec = VqganFile.Load(ModelHub.Find(parse.GetValue(vqgan)!), device);
            using var generator = new VqganGenerator(codec);
            var clipFiles = ModelHub.Find(parse.GetValue(clip)!);
            using var critic = ClipFile.Load(clipFiles, device);
            if (parse.Fast(device))
            {
                codec.ToBFloat16();
                critic.ToBFloat16();
            }

            if (set is not null)
            {
                StartEmbeddings.Delete(folder);
                ModelPack.WriteStarts(folder, codec, critic, TokenizerFile.Load(clipFiles, critic.Options), set, set.Glyphs);
            }

            parse.Report().Progress("decoding the drawings", show =>
            {
                StartEmbeddings.Write(folder, generator, critic, (done, all) => show("", (double)done / all), cancel);
                return folder;
            });
        });
        return command;
    }
}
