using System.CommandLine;
using Atelier.Art.Complete;
using Atelier.Art.Sample;
using Atelier.Cli.Commands.Imagine;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.Diffusion.Pipeline;

namespace Atelier.Cli.Commands.Sample;

/// <summary><c>atelier sample MODEL</c> and <c>atelier complete PICTURE --model MODEL</c>: samples of a prior over codes, of
/// a GAN or of a diffusion model.</summary>
internal static class SampleCommand
{
    private const int Columns = 8;

    public static Command Create()
    {
        var model = new Argument<string?>("model")
        {
            Description = "The model: a run of a gpt, gan or diffusion recipe, or its model folder; or an AttnGAN's folder.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var size = new Option<string?>("--size", "-s")
        {
            Description = "SIDE or WIDTHxHEIGHT in pixels, larger than the prior's own pictures, by a sliding window.",
        };
        var options = new Shared(16, "samples.png");
        var command = new Command("sample", "Sample pictures with a prior over codes, a GAN or a diffusion model.") { model, size };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            parse = options.Begin(parse, out var report);
            var name = parse.GetValue(model) ?? throw new CommandLineException(
                "atelier sample needs <model>: the run of a gpt, gan or diffusion recipe, or its model folder, such as prior-glyphs.");
            switch (SamplerKinds.Of(SamplingModel.Find(name, allowsGenerator: true)))
            {
                case SamplerKind.Generator:
                    parse.RejectUnused([size, .. options.OfPriors], $"with {name}, the generator of a GAN");
                    parse.RequireFp32("the generator of a GAN");
                    break;
                case SamplerKind.Diffusion:
                    parse.RejectUnused(options.OfCodes, $"with {name}, a diffusion model");
                    break;
                case SamplerKind.Captions:
                    parse.RejectUnused([size, .. options.OfPriors.Where(option => option != options.Words)], $"with {name}, an AttnGAN");
                    parse.RequireFp32("AttnGAN");
                    _ = parse.GetValue(options.Words) ?? throw new CommandLineException($"--words says what {name} shall draw.");
                    break;
                default:
                    break;
            }

            var request = options.Request(parse) with { Size = parse.GetValue(size) is { } text ? PictureSize.Parse(text) : null };
            var sampled = report.Progress("sampling", show => PictureSampler.Sample(
                name, request, parse.Device(), parse.Precise(),
                new SynchronousProgress<DenoisingProgress>(one => show($"step {one.Step} of {one.Steps}", (double)one.Step / one.Steps))));
            Save(sampled, parse, options, report, name);
        });
        return command.WithComputeOptions(CommonOptions.ExactPrecision);
    }

    public static Command CreateComplete()
    {
        var picture = new Argument<string?>("picture") { Description = "The picture.", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string?>("--model") { Description = "The prior: a run of a gpt recipe, or its model folder." };
        var keep = new Option<string>("--keep")
        {
            Description = "The part to keep: top:1/2, bottom:1/2, left:1/2, right:1/2 or box:left,top,width,height.",
            DefaultValueFactory = _ => "top:1/2",
        };
        var options = new Shared(8, "completed.png");
        var command = new Command("complete", "Complete a picture of which a part is kept.") { picture, model, keep };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            parse = options.Begin(parse, out var report);
            var region = ObservedRegion.Parse(parse.GetValue(keep)!);
            var original = Picture.Load(
                parse.GetValue(picture) ?? throw new CommandLineException("atelier complete needs <picture>: the picture to complete."));
            var name = parse.GetValue(model) ?? throw new CommandLineException(
                "--model names the prior that completes the picture: the run of a gpt recipe, or its model folder, such as prior-glyphs.");
            _ = SamplingModel.Find(name, allowsGenerator: false);
            Save(
                PictureSampler.Complete(name, original, region, options.Request(parse), parse.Device(), parse.Precise()), parse, options,
                report, name);
        });
        return command.WithComputeOptions(CommonOptions.ExactPrecision);
    }

    private static void Save(SampledPictures sampled, ParseResult parse, Shared options, Output.Report report, string model)
    {
        var (output, pictures) = (parse.GetValue(options.Output)!, sampled.Pictures);
        (pictures.Count == 1 ? pictures[0] : ContactSheet.Draw(pictures, Columns)).Save(output, CommandRecord.Create(parse, model));
        report.Result(output, new { picture = output, count = pictures.Count, seed = options.Seed.Get(parse) });
        sampled.Notes.ToList().ForEach(report.Note);
    }

    /// <summary>The options of both commands.</summary>
    private sealed class Shared(int count, string output)
    {
        private readonly NumericOption<double> _temperature =
            new(0, 1000, "--temperature")
            {
                Description = "Sampling temperature: below 1 more likely codes, above 1 more variety, 0 always the likeliest. " +
                    "The defaults of this and the next three options are the prior's own.",
            };
        private readonly NumericOption<int> _topK =
            new(0, 1_000_000, "--top-k") { Description = "Sample from the k likeliest codes; 0 for all." };
        private readonly NumericOption<double> _topP =
            new(1e-6, 1, "--top-p") { Description = "Sample from the likeliest codes with this total probability (nucleus sampling)." };
        public NumericOption<double> Guidance { get; } = new(1, 1000, "--guidance")
        {
            Description = "Classifier-free guidance scale, for priors that were trained with dropped conditioning; 1 disables it.",
        };
        private readonly Option<string?> _repeat = CommandRecord.Repeat();

        public NumericOption<int> Count { get; } = new(1, 1024, "--count", "-n") { Description = "Number of pictures.", Default = count };

        public Option<string?> Category { get; } = new("--class")
        {
            Description = "A class by name or number. By default each in turn; for complete, classes that fit the part kept.",
        };

        public Option<string?> Words { get; } = new("--words") { Description = "Text, for text-conditioned priors and AttnGANs." };

        /// <summary>The options that apply to priors only.</summary>
        public IEnumerable<Option> OfPriors => [.. OfCodes, Words, Guidance];

        /// <summary>Those that apply to priors over codes only.</summary>
        public IEnumerable<Option> OfCodes => [Category, _temperature, _topK, _topP];

        public NumericOption<long> Seed { get; } =
            new(0, uint.MaxValue, "--seed") { Description = "The same seed gives the same pictures.", Default = 1 };

        public Option<string> Output { get; } =
            new("--output", "-o") { Description = "The picture, or the contact sheet of several.", DefaultValueFactory = _ => output };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[Count, .. OfPriors, Seed, Output, _repeat])
            {
                command.Add(option);
            }
        }

        /// <summary>Applies a picture's record, and checks that the output can be written.</summary>
        public ParseResult Begin(ParseResult parse, out Output.Report report)
        {
            report = parse.Report();
            parse = CommandRecord.Expand(parse, _repeat, report);
            parse.RejectUnused(parse.GetValue(_temperature) == 0 ? [_topK, _topP] : [], "beside --temperature 0");
            Picture.RequireWritable(parse.GetValue(Output)!);
            return parse;
        }

        /// <summary>What is asked of the model.</summary>
        public SamplingRequest Request(ParseResult parse) => new()
        {
            Count = Count.Get(parse),
            Category = parse.GetValue(Category),
            Words = parse.GetValue(Words),
            Temperature = parse.GetValue(_temperature),
            TopK = parse.GetValue(_topK),
            TopP = parse.GetValue(_topP),
            Guidance = parse.GetValue(Guidance),
            Seed = (ulong)Seed.Get(parse),
        };
    }
}
