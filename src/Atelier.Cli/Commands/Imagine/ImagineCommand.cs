using System.CommandLine;
using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Media;
using Atelier.Art.Paint;
using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier imagine "a red apple"</c>: words to a picture.</summary>
internal static class ImagineCommand
{
    public static Command Create()
    {
        var prompt = new Argument<string>("prompt") { Description = "What the picture shows: \"a fox:1|watercolour:0.5|blur:-0.3\".", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output", "-o") { Description = "Where the picture goes, besides its run's folder." };
        var imagePrompts = new Option<string>("--image-prompts", "-ip") { Description = "Pictures to be like: \"path:weight|path\".", DefaultValueFactory = _ => "" };
        var model = new Option<string>("--model") { Description = "The generator, by name or path.", DefaultValueFactory = _ => "vqgan-glyphs" };
        var clip = new Option<string[]>("--clip") { Description = "The CLIP models, by name or path.", DefaultValueFactory = _ => ["clip-glyphs"], AllowMultipleArgumentsPerToken = true };
        var size = new Option<string>("--size", "-s") { Description = "SIDE or WIDTHxHEIGHT in pixels; the model's own unless said.", DefaultValueFactory = _ => "0" };
        var iterations = new Option<int>("--iterations", "-i") { Description = "Iterations; the model's own unless said." };
        var learningRate = new Option<double>("--learning-rate", "-lr") { Description = "Step size; the model's own unless said." };
        var optimizer = new Option<OptimizerKind>("--optimizer", "-opt") { Description = "How the latent is changed." };
        var seed = new Option<ulong?>("--seed", "-sd") { Description = "Same seed, same picture; by chance unless said." };
        var cutn = new Option<int>("--cutn", "-cuts") { Description = "Cut-outs an iteration; the model's own unless said." };
        var cutPower = new Option<double>("--cut-power", "-cutp") { Description = "Exponent of the cut-outs' size.", DefaultValueFactory = _ => 1 };
        var cutMethod = new Option<CutMethod>("--cut-method", "-cutm") { Description = "How cut-outs are taken." };
        var noAugment = new Option<bool>("--no-augment") { Description = "Cut-outs stay as they are." };
        var augments = new Option<string[]>("--augments", "-augs") { Description = "Only these: Ji jitter, Sh sharpness, Gn noise, Pe perspective, Ro rotation, Af affine, Et elastic, Ts thin plate, Er erasing, Fl mirror.", AllowMultipleArgumentsPerToken = true };
        var initImage = new Option<string?>("--init-image", "-ii") { Description = "A picture to begin from." };
        var initWeight = new Option<double>("--init-weight", "-iw") { Description = "How strongly the start holds." };
        var anchor = new Option<double>("--anchor") { Description = "How strongly the start holds throughout; the model's own unless said." };
        var start = new Option<StartKind>("--init-noise", "--init", "-in") { Description = "From what it begins where there is no picture." };
        var prior = new Option<string>("--prior") { Description = "The prior over codes that --init prior draws with, by name or path; the model's own unless said.", DefaultValueFactory = _ => "" };
        var candidates = new Option<int>("--candidates") { Description = "How many starts are compared.", DefaultValueFactory = _ => new ImagineOptions().Candidates };
        var totalVariation = new Option<double>("--total-variation") { Description = "Weight of smoothness." };
        var latentDecay = new Option<double>("--latent-decay") { Description = "Weight of the latent's mean square." };
        var commitment = new Option<double>("--code-commitment") { Description = "Weight that keeps the latent among real codes." };
        var patience = new Option<int>("--patience") { Description = "Stop when so many iterations brought nothing; 0 never." };
        var saveEvery = new Option<int>("--save-every", "-se") { Description = "Iterations between previews; 0 for none.", DefaultValueFactory = _ => 25 };
        var precision = new Option<Precision>("--precision") { Description = "Arithmetic of the networks." };
        var device = new DeviceOption();
        var repeat = new Option<string?>("--repeat") { Description = "Make this picture again from the parameters it carries." };
        var resume = new Option<string?>("--resume") { Description = "Go on with this run's folder." };
        var runs = new Option<string>("--runs") { Description = "Where runs are kept.", DefaultValueFactory = _ => "runs" };
        var paint = new Option<string?>("--paint") { Description = $"Then paint it, in a style ({string.Join(", ", PaintStyle.All.Select(style => style.Name))}; oil unless said), and film that: painting.png and painting.mp4 in the run's folder.", Arity = ArgumentArity.ZeroOrOne };
        var upscale = UpscaleCommand.AfterOption();
        var json = new Option<bool>("--json") { Description = "One JSON object a line, for scripts." };
        var command = new Command("imagine", "Make a picture from words.")
        {
            prompt, output, imagePrompts, model, clip, size, iterations, learningRate, optimizer, seed, cutn, cutPower, cutMethod, noAugment, augments, initImage, initWeight, anchor, start, prior, candidates,
            totalVariation, latentDecay, commitment, patience, saveEvery, precision, device, repeat, resume, runs, paint, upscale, json,
        };
        command.SetAction((parse, cancel) =>
        {
            Imagination imagination;
            var style = parse.GetResult(paint) is null ? null : PaintStyle.Named(parse.GetValue(paint) ?? "oil");
            var enlarging = UpscaleCommand.After(parse, upscale);
            var place = device.Of(parse);
            if (parse.GetValue(output) is { } wanted)
            {
                Picture.RequireWritable(wanted);
            }

            if (parse.GetValue(resume) is { } run)
            {
                imagination = Imagination.Resume(run, place);
            }
            else if (parse.GetValue(repeat) is { } picture)
            {
                imagination = Imagination.Begin(Imagination.ParametersOf(picture), parse.GetValue(runs)!, place);
            }
            else
            {
                var (width, height) = PictureSize.Parse(parse.GetValue(size)!);
                imagination = Imagination.Begin(
                    new()
                    {
                        Prompt = parse.GetValue(prompt) ?? "",
                        ImagePrompts = parse.GetValue(imagePrompts)!,
                        Model = parse.GetValue(model)!,
                        Clip = parse.GetValue(clip)!,
                        Width = width,
                        Height = height,
                        Iterations = parse.GetValue(iterations),
                        LearningRate = parse.GetValue(learningRate),
                        Optimizer = parse.GetValue(optimizer),
                        Seed = parse.GetValue(seed) ?? (ulong)Random.Shared.NextInt64(1, 1_000_000_000),
                        Cutn = parse.GetValue(cutn),
                        CutPower = parse.GetValue(cutPower),
                        CutMethod = parse.GetValue(cutMethod),
                        Augmentation = parse.GetValue(noAugment) ? Augmentation.None : parse.GetValue(augments) is { Length: > 0 } chosen ? Augmentation.Of(chosen) : new(),
                        InitImage = parse.GetValue(initImage),
                        InitWeight = parse.GetValue(initWeight),
                        Anchor = parse.GetValue(anchor),
                        Start = parse.GetValue(start),
                        Prior = parse.GetValue(prior)!,
                        Candidates = parse.GetValue(candidates),
                        TotalVariation = parse.GetValue(totalVariation),
                        LatentDecay = parse.GetValue(latentDecay),
                        CodeCommitment = parse.GetValue(commitment),
                        Patience = parse.GetValue(patience),
                        SaveEvery = parse.GetValue(saveEvery),
                        Precision = parse.GetValue(precision),
                    },
                    parse.GetValue(runs)!,
                    place);
            }

            var asJson = parse.GetValue(json);
            var made = ImagineProgress.Show(imagination, parse.GetValue(output), asJson, cancel);
            Console.WriteLine(asJson ? JsonSerializer.Serialize(new { picture = made, run = imagination.Folder, seed = imagination.Options.Seed }) : $"{made}  (run {imagination.Folder}, seed {imagination.Options.Seed})");
            if (style is not null && !cancel.IsCancellationRequested)
            {
                PaintCommand.PaintRun(made, imagination.Folder, new() { Style = style.Name, Seed = imagination.Options.Seed }, asJson, cancel);
            }

            if (enlarging is not null && !cancel.IsCancellationRequested)
            {
                UpscaleCommand.Enlarge(made, enlarging, asJson, place, cancel);
            }

            return Task.FromResult(cancel.IsCancellationRequested ? 130 : 0);
        });
        return command;
    }
}
