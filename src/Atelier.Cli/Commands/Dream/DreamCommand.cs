using System.CommandLine;
using Atelier.Art.Dream;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Features;

namespace Atelier.Cli.Commands.Dream;

/// <summary><c>atelier dream photo.jpg</c>: DeepDream.</summary>
internal static class DreamCommand
{
    public static Command Create()
    {
        var defaults = new DreamOptions();
        var picture = new Argument<string?>("picture") { Description = "The picture.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--output", "-o") { Description = "The dream.", DefaultValueFactory = _ => "dream.png" };
        var model = new Option<string?>("--model")
        {
            Description = "A ResNet or a CLIP, by name or path; by default " +
                $"{DreamNetworks.Preferred} if installed, else {DreamNetworks.Shipped}.",
        };
        var layers = new Option<string[]>("--layer")
        {
            Description = "A layer to excite, or NAME:WEIGHT; several times for several. A wrong name lists all.", HelpName = "name",
        };
        var octaves = new NumericOption<int>(1, 20, "--octaves")
        {
            Description = "Sizes, from small to large.", Default = defaults.Octaves,
        };
        var scale = new NumericOption<double>(1.05, 4, "--octave-scale")
        {
            Description = "How much larger each size is.", Default = defaults.OctaveScale,
        };
        var iterations = new NumericOption<int>(1, 10_000, "--iterations", "-i")
        {
            Description = "Steps at each size.", Default = defaults.Iterations,
        };
        var step = new NumericOption<double>(0.01, 100, "--step")
        {
            Description = "The mean change of a pixel in a step, in 255ths.", Default = defaults.Step,
        };
        var jitter = new NumericOption<int>(0, 512, "--jitter")
        {
            Description = "Pixels by which the picture is shifted at random in each step.", Default = defaults.Jitter,
        };
        var guide = new Option<string?>("--guide") { Description = "A picture whose features shall appear." };
        var size = new NumericOption<int>(0, 4096, "--size", "-s")
        {
            Description = "Longer side in pixels, 0 to keep it.", Default = defaults.Size,
        };
        var seed = new NumericOption<long>(0, uint.MaxValue, "--seed") { Description = "Seed of the shifts.", Default = 0 };
        var repeat = CommandRecord.Repeat();
        var command = new Command("dream", "DeepDream: excite the layers of a network.")
        {
            picture, output, model, layers, octaves, scale, iterations, step, jitter, guide, size, seed, repeat,
        };
        command.SetAction((parse, cancel) =>
        {
            var report = parse.Report();
            parse = CommandRecord.Expand(parse, repeat, report);
            parse.RequireFp32("DeepDream");
            var place = parse.GetValue(output)!;
            Picture.RequireWritable(place);
            var photo = Picture.Load(parse.GetValue(picture)
                ?? throw new CommandLineException("atelier dream needs <picture>: the picture to dream on."));
            var shown = parse.GetValue(guide) is { } path ? Picture.Load(path) : null;
            var name = parse.GetValue(model) ?? DreamNetworks.Default();
            var options = new DreamOptions
            {
                Layers = [.. (parse.GetValue(layers) ?? []).Select(DreamLayer.Parse)],
                Octaves = octaves.Get(parse),
                OctaveScale = scale.Get(parse),
                Iterations = iterations.Get(parse),
                Step = step.Get(parse),
                Jitter = jitter.Get(parse),
                Size = size.Get(parse),
                Seed = (ulong)seed.Get(parse),
            };
            using var network = FeatureExtractorFile.Load(ModelHub.Find(name), parse.Device());
            var dreaming = new DeepDream(network, options, parse.Device());
            var dream = report.Progress("dreaming", show => dreaming.Dream(
                photo, shown, new SynchronousProgress<double>(done => show(name, done)), cancel));
            dream.Save(place, CommandRecord.Create(parse, name));
            report.Result(
                $"{place}  {dream.Width}x{dream.Height}  (by {name})", new { picture = place, dream.Width, dream.Height, model = name });
            return Task.FromResult(0);
        });
        return command.WithComputeOptions(CommonOptions.ExactPrecision);
    }
}
