using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;
using Atelier.Hub;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Painter;
using Atelier.Models.Perceptual;
using Atelier.Models.SuperResolution;
using Atelier.Training.Evaluation;

namespace Atelier.Cli.Commands.Evaluate;

/// <summary><c>atelier evaluate clip|vqgan|painter|upscaler|run|completion|probe MODEL</c>: measures models on held-out data.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measure a model on data that it was not trained on.")
    {
        Clip(), Vqgan(), Painter(), Upscaler(), EvaluateTraining.Run(), EvaluateTraining.Completion(), EvaluateTraining.Probe(),
    };

    private static Command Clip()
    {
        var (model, split, count) = Shared("Pictures for each measure.", 200);
        var words = new FlagOption("--words")
        {
            Description = "Also how often it picks a fitting tag, and a synonym that it was not trained on (WordNet, 13 MB, once).",
        };
        var command = new Command("clip", "How often a CLIP picks the right caption, colour, style and background.")
        {
            model, split, count, words,
        }.WithComputeOptions(CommonOptions.ExactPrecision);
        command.SetAction(async (parse, cancel) =>
        {
            var files = ModelHub.Find(parse.GetValue(model)!);
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var unseen = UnseenGlyphs.Renderings(files, set, parse.GetValue(split));
            var terms = parse.GetValue(words)
                ? await GlyphTerms.FetchAsync(GlyphDataset.Folder, new(parse.GetValue(split) ?? 0), cancel)
                : null;
            var device = parse.Device();
            using var network = ClipFile.Load(files, device);
            if (parse.Fast(device))
            {
                network.ToBFloat16();
            }

            var tokenizer = TokenizerFile.Load(files, network.Options);
            var quality = parse.Report()
                .Progress("evaluating", report => RetrievalQuality.Measure(
                    network, tokenizer, set, unseen, count.Get(parse), terms, ReadAsImagine(),
                    new SynchronousProgress<double>(share => report("pictures", share))));
            (string, string)[] ofWords = terms is null ? [] :
            [
                ("right tag among 100", $"{quality.Tags:P1}"),
                ("right caption among 100 by a synonym of WordNet that is no name", $"{quality.WordNetSynonyms:P1}"),
                ("right caption among 100 by a synonym in no caption of training", $"{quality.Synonyms:P1}"),
                .. quality.SynonymsAsRead is { } read
                    ? [("the same, as imagine reads prompts", $"{read:P1}")]
                    : Array.Empty<(string, string)>(),
            ];
            Show(
                parse,
                quality,
                [("right caption among 100", $"{quality.Captions:P1}"),
                ("right colour among 12", $"{quality.Colours:P1}"),
                ("right style", $"{quality.Styles:P1}"),
                ("the same, with glossy and 3d render apart", $"{quality.StylesApart:P1}"),
                ("right background among 12", $"{quality.Backgrounds:P1}"), .. ofWords]);
        });
        return command;
    }

    // the words of drawings come with the small generator
    private static Func<string, string>? ReadAsImagine() => new ImagineOptions().Model is var model && ModelHub.Names.Contains(model)
        && ModelHub.Find(model) is var files ? prompt => PromptCheck.Read(files, prompt) : null;

    private static Command Vqgan()
    {
        var (model, split, count) = Shared("Pictures.", 64);
        var side = new NumericOption<int>(32, 1024, "--side")
        {
            Description = "Side of the drawings; others than 128 are built by data build glyphs --side.", Default = GlyphSet.DefaultSide,
        };
        var trunk = new Option<string?>("--trunk")
        {
            Description = "Also the perceptual distance by this network: a ResNet, a CLIP with one, or an LPIPS.",
        };
        var command = new Command("vqgan", "How well a VQGAN reconstructs drawings of unseen things, and how much of its codebook it uses.")
        {
            model, split, count, side, trunk,
        }.WithComputeOptions(CommonOptions.ExactPrecision);
        command.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(model)!);
            using var set = GlyphSet.Open(GlyphDataset.FolderOf(side.Get(parse)));
            using var distance = parse.GetValue(trunk) is { } path ? PictureDistanceFile.Load(ModelHub.Find(path)) : null;
            var unseen = UnseenGlyphs.Concepts(set, parse.GetValue(split), count.Get(parse));
            var device = parse.Device();
            using var network = VqganFile.Load(files, device);
            if (parse.Fast(device))
            {
                network.ToBFloat16();
            }

            var quality = parse.Report().Progress(
                "evaluating",
                report => ReconstructionQuality.Measure(
                    network, set, unseen, distance, new SynchronousProgress<double>(share => report("pictures", share))));
            Show(
                parse,
                quality,
                [("PSNR", $"{quality.Psnr:F2} dB"),
                ("codebook perplexity", $"{quality.Perplexity:F0}"),
                ("codebook in use", $"{quality.Used:P1}"),
                .. quality.Perceptual is { } perceptual ? [("perceptual distance", $"{perceptual:F4}")] : Array.Empty<(string, string)>()]);
        });
        return command;
    }

    private static Command Painter()
    {
        var model = new Argument<string>("model") { Description = "The painter, by name or path." };
        var published = new FlagOption("--published") { Description = "Sample strokes by the paper's rule instead of Atelier's." };
        var command = new Command("painter", "How well a painter recovers random strokes, on 1000 patches.")
        {
            model, published,
        }.WithComputeOptions(CommonOptions.ExactPrecision);
        command.SetAction(parse =>
        {
            using var network = PainterFile.Load(ModelHub.Find(parse.GetValue(model)!));
            var device = parse.Device();
            network.to(device);
            network.Format = new(BFloat16: parse.Fast(device));
            var quality = StrokeQuality.Measure(network, 1000, parse.GetValue(published));
            Show(
                parse,
                quality,
                ("difference of canvas and target", $"{quality.Untouched:F4}"),
                ("after the true strokes", $"{quality.Truth:F4}"),
                ("after the painter's", $"{quality.Pixel:F4}"),
                ("strokes' numbers", $"{quality.Stroke:F4}"),
                ("strokes' Wasserstein distance", $"{quality.Wasserstein:F4}"),
                ("decisions' cross entropy", $"{quality.Decision:F4}"));
        });
        return command;
    }

    private static Command Upscaler()
    {
        var model = new Argument<string>("model") { Description = "The upscaler, by name or path." };
        var pictures = new Argument<string[]>("pictures")
        {
            Description = "Pictures; each is downscaled, upscaled and compared with the original.", Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("upscaler", "How well an upscaler restores downscaled pictures, compared with bicubic resampling.")
        {
            model, pictures,
        }.WithComputeOptions(CommonOptions.ExactPrecision);
        command.SetAction(parse =>
        {
            var files = parse.GetValue(pictures)!;
            foreach (var file in files)
            {
                InputFile.Require(file, "a picture", (message, inner) => new ImageFormatException(message, inner));
            }

            var device = parse.Device();
            using var network = UpscalerFile.Load(ModelHub.Find(parse.GetValue(model)!), device);
            if (parse.Fast(device))
            {
                network.ToBFloat16();
            }

            var rows = parse.Report().Progress("evaluating", report => files.Select((file, i) =>
            {
                var quality = UpscalingQuality.Measure(network, file);
                report(Path.GetFileName(file), (i + 1.0) / files.Length);
                return quality;
            }).ToList());
            parse.Report().Table(
                ["picture", "PSNR dB", "SSIM", "bicubic PSNR", "bicubic SSIM"],
                [
                    .. rows.Select(row => Row(row.Picture, row.Psnr, row.Ssim, row.BicubicPsnr, row.BicubicSsim)),
                    Row(
                        "mean",
                        rows.Average(row => row.Psnr),
                        rows.Average(row => row.Ssim),
                        rows.Average(row => row.BicubicPsnr),
                        rows.Average(row => row.BicubicSsim)),
                ],
                rows);
        });
        return command;
    }

    private static string[] Row(string name, double psnr, double ssim, double bicubicPsnr, double bicubicSsim) =>
        [name, $"{psnr:F2}", $"{ssim:F4}", $"{bicubicPsnr:F2}", $"{bicubicSsim:F4}"];

    private static (Argument<string> Model, NumericOption<int> Split, NumericOption<int> Count) Shared(string what, int defaultCount) =>
    (
        new("model") { Description = "The model, by name or path." },
        new(0, int.MaxValue, "--split")
        {
            Description = "Seed of the split into training and held-out drawings that it was trained with; by default the one beside " +
                "the model, or 0.",
        },
        new(1, 1_000_000, "--pictures") { Description = what, Default = defaultCount }
    );

    private static void Show<T>(ParseResult parse, T quality, params (string Name, string Value)[] rows) =>
        parse.Report().Table(["", "measured"], rows.Select(row => new[] { row.Name, row.Value }), quality!);
}
