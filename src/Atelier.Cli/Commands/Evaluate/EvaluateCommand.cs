using System.CommandLine;
using System.Text.Json;
using Atelier.Hub;
using Atelier.Models.Clip;
using Atelier.Models.Painter;
using Atelier.Models.SuperResolution;
using Atelier.Models.Vqgan;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier evaluate clip|vqgan|painter|upscaler|run|completion|probe MODEL</c>: how good a model is on what it was not trained on.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measure a model on what it was not trained on.") { Clip(), Vqgan(), Painter(), Upscaler(), EvaluateTraining.Run(), EvaluateTraining.Completion(), EvaluateTraining.Probe() };

    private static Command Clip()
    {
        var (model, split, count, device, json) = Common("Pictures of each question.", 200);
        var command = new Command("clip", "How often a CLIP picks the right caption, colour, style and background.") { model, split, count, device, json };
        command.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(model)!);
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var unseen = UnseenGlyphs.Renderings(files, set, parse.GetValue(split));
            using var network = ClipFile.Load(files, device.Of(parse));
            var tokenizer = TokenizerFile.Load(files, network.Options);
            var quality = TerminalBar.Run("evaluating", report => RetrievalQuality.Measure(network, tokenizer, set, unseen, parse.GetValue(count), new Immediate<double>(share => report("pictures", share))));
            Show(quality, parse.GetValue(json), ("right caption among 100", $"{quality.Captions:P1}"), ("right colour among 12", $"{quality.Colours:P1}"), ("right style", $"{quality.Styles:P1}"), ("the same, glossy and 3d render taken as two", $"{quality.StylesApart:P1}"), ("right background among 12", $"{quality.Backgrounds:P1}"));
        });
        return command;
    }

    private static Command Vqgan()
    {
        var (model, split, count, device, json) = Common("Pictures.", 64);
        var command = new Command("vqgan", "How much a VQGAN keeps of drawings of unknown things, and how much of its codebook it uses.") { model, split, count, device, json };
        command.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(model)!);
            using var set = GlyphSet.Open(GlyphDataset.Folder);
            var unknown = UnseenGlyphs.Concepts(set, parse.GetValue(split), parse.GetValue(count));
            using var network = VqganFile.Load(files, device.Of(parse));
            var quality = TerminalBar.Run("evaluating", report => ReconstructionQuality.Measure(network, set, unknown, new Immediate<double>(share => report("pictures", share))));
            Show(quality, parse.GetValue(json), ("PSNR", $"{quality.Psnr:F2} dB"), ("codes in even use (perplexity)", $"{quality.Perplexity:F0}"), ("codebook that occurs", $"{quality.Used:P1}"));
        });
        return command;
    }

    private static Command Painter()
    {
        var model = new Argument<string>("model") { Description = "The painter, by name or path." };
        var published = new Option<bool>("--published") { Description = "Strokes by the paper's rule instead of this project's." };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("painter", "How well a painter finds strokes that were painted by chance, on 1000 patches.") { model, published, json };
        command.SetAction(parse =>
        {
            using var network = PainterFile.Load(ModelHub.Find(parse.GetValue(model)!));
            var quality = StrokeQuality.Measure(network, 1000, parse.GetValue(published));
            Show(quality, parse.GetValue(json), ("difference of canvas and target", $"{quality.Untouched:F4}"), ("after the true strokes", $"{quality.Truth:F4}"), ("after the painter's", $"{quality.Pixel:F4}"), ("strokes' numbers", $"{quality.Stroke:F4}"), ("strokes' Wasserstein distance", $"{quality.Wasserstein:F4}"), ("decisions' cross entropy", $"{quality.Decision:F4}"));
        });
        return command;
    }

    private static Command Upscaler()
    {
        var model = new Argument<string>("model") { Description = "The upscaler, by name or path." };
        var pictures = new Argument<string[]>("pictures") { Description = "Pictures; each is shrunk, enlarged, and compared with itself.", Arity = ArgumentArity.OneOrMore };
        var device = new DeviceOption();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("upscaler", "How near an upscaler brings shrunk pictures to what they were, beside bicubic resampling.") { model, pictures, device, json };
        command.SetAction(parse =>
        {
            using var network = UpscalerFile.Load(ModelHub.Find(parse.GetValue(model)!), device.Of(parse));
            var files = parse.GetValue(pictures)!;
            var rows = TerminalBar.Run("evaluating", report => files.Select((file, i) =>
            {
                report(Path.GetFileName(file), (double)i / files.Length);
                return UpscalingQuality.Measure(network, file);
            }).ToList());
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
                return;
            }

            var table = new Table().AddColumns("", "PSNR dB", "SSIM", "bicubic PSNR", "bicubic SSIM").RoundedBorder();
            rows.ForEach(row => table.AddRow(Markup.Escape(row.Picture), $"{row.Psnr:F2}", $"{row.Ssim:F4}", $"{row.BicubicPsnr:F2}", $"{row.BicubicSsim:F4}"));
            table.AddRow("mean", $"{rows.Average(row => row.Psnr):F2}", $"{rows.Average(row => row.Ssim):F4}", $"{rows.Average(row => row.BicubicPsnr):F2}", $"{rows.Average(row => row.BicubicSsim):F4}");
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static (Argument<string> Model, Option<int?> Split, Option<int> Count, DeviceOption Device, Option<bool> Json) Common(string what, int usual)
    {
        var count = new Option<int>("--pictures") { Description = what, DefaultValueFactory = _ => usual };
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
            {
                result.AddError("--pictures is at least 1.");
            }
        });
        return
        (
            new("model") { Description = "The model, by name or path." },
            new("--split") { Description = "Seed of the split into trained and held-out drawings that it was trained with; what lies beside the model, or 0, unless said." },
            count,
            new(),
            new("--json") { Description = "As JSON." }
        );
    }

    private static void Show<T>(T quality, bool json, params (string Name, string Value)[] rows)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(quality, JsonSerializerOptions.Web));
            return;
        }

        var table = new Table().AddColumns("", "measured").RoundedBorder();
        Array.ForEach(rows, row => table.AddRow(row.Name, row.Value));
        AnsiConsole.Write(table);
    }
}
