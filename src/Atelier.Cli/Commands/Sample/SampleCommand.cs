using System.CommandLine;
using Atelier.Art.Complete;
using Atelier.Art.Gan;
using Atelier.Art.Prior;
using Atelier.Cli.Commands.Imagine;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.Prior;

namespace Atelier.Cli.Commands.Sample;

/// <summary><c>atelier sample MODEL</c> and <c>atelier complete PICTURE --model MODEL</c>: pictures from a prior over codes, or from the
/// generator of a GAN.</summary>
internal static class SampleCommand
{
    private const int Columns = 8;

    public static Command Create()
    {
        var model = new Argument<string?>("model")
        {
            Description = "What draws: the run of a gpt or gan recipe, or its model folder.", Arity = ArgumentArity.ZeroOrOne,
        };
        var size = new Option<string?>("--size", "-s")
        {
            Description = "SIDE or WIDTHxHEIGHT in pixels, larger than the prior's own pictures: a window slides over them.",
        };
        var options = new Shared(16, "samples.png");
        var command = new Command("sample", "Draw pictures with a prior over codes or a GAN.") { model, size };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            parse = options.Begin(parse, out var report);
            var name = parse.GetValue(model) ?? throw new UserException(
                "atelier sample needs <model>: the run of a gpt or gan recipe, or its model folder, such as prior-glyphs.");
            if (DrawingModel.Find(name, orGenerator: true) is var files && DrawingModel.IsGenerator(files))
            {
                parse.Refuse([size, .. options.OfPriors], $"with {name}, the generator of a GAN");
                using var generator = GeneratorPictures.Open(files, parse.Device());
                Save(generator.Draw(options.Count.Of(parse), (ulong)options.Seed.Of(parse)), parse, options, report, name);
                return;
            }

            using var prior = PriorPictures.Open(name, parse.Device());
            (int, int)? sides = parse.GetValue(size) is { } text ? PictureSize.Parse(text) : null;
            Save(prior.Draw(options.Count.Of(parse), sides, parse.GetValue(options.Category), parse.GetValue(options.Words),
                options.Sampling(parse, prior.Usual), (ulong)options.Seed.Of(parse)), parse, options, report, name);
            prior.Remarks.ToList().ForEach(report.Note);
        });
        return command.Computing(precision: false);
    }

    public static Command CreateComplete()
    {
        var picture = new Argument<string?>("picture") { Description = "The picture.", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string?>("--model") { Description = "The prior: a run of a gpt recipe, or its model folder." };
        var keep = new Option<string>("--keep")
        {
            Description = "What stays: top:1/2, bottom:1/2, left:1/2, right:1/2 or box:left,top,width,height.",
            DefaultValueFactory = _ => "top:1/2",
        };
        var options = new Shared(8, "completed.png");
        var command = new Command("complete", "Draw the rest of a picture.") { picture, model, keep };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            parse = options.Begin(parse, out var report);
            var kept = KeptPart.Parse(parse.GetValue(keep)!);
            var whole = Picture.Load(
                parse.GetValue(picture) ?? throw new UserException("atelier complete needs <picture>: the picture whose rest is drawn."));
            var name = parse.GetValue(model) ?? throw new UserException(
                "--model names the prior that draws the rest: the run of a gpt recipe, or its model folder, such as prior-glyphs.");
            _ = DrawingModel.Find(name, orGenerator: false);
            using var prior = PriorPictures.Open(name, parse.Device());
            Save(prior.Complete(whole, kept, options.Count.Of(parse), parse.GetValue(options.Category), parse.GetValue(options.Words),
                options.Sampling(parse, prior.Usual), (ulong)options.Seed.Of(parse)), parse, options, report, name);
            prior.Remarks.ToList().ForEach(report.Note);
        });
        return command.Computing(precision: false);
    }

    private static void Save(IReadOnlyList<Picture> pictures, ParseResult parse, Shared options, Output.Report report, string model)
    {
        var output = parse.GetValue(options.Output)!;
        (pictures.Count == 1 ? pictures[0] : ContactSheet.Draw(pictures, Columns)).Save(output, CommandRecord.Of(parse, model));
        report.Result(output, new { picture = output, count = pictures.Count, seed = options.Seed.Of(parse) });
    }

    /// <summary>What both commands can be told.</summary>
    private sealed class Shared(int count, string output)
    {
        private readonly Number<double> _temperature =
            new(0, 1000, "--temperature")
            {
                Description = "Below 1 bolder, above 1 wilder; 0 takes the likeliest code always. This and the next three are the " +
                    "prior's own unless said.",
            };
        private readonly Number<int> _topK = new(0, 1_000_000, "--top-k") { Description = "Only the k likeliest codes; 0 for all." };
        private readonly Number<double> _topP =
            new(1e-6, 1, "--top-p") { Description = "Only the likeliest codes that hold this share together." };
        private readonly Number<double> _guidance = new(1, 1000, "--guidance")
        {
            Description = "How much more the words count, of priors that learnt without words too; 1 for not.",
        };
        private readonly Option<string?> _repeat = CommandRecord.Repeat();

        public Number<int> Count { get; } = new(1, 1024, "--count", "-n") { Description = "How many.", Usual = count };

        public Option<string?> Category { get; } = new("--class")
        {
            Description = "A class by name or number. Unless said, each in turn; of what is completed, classes that fit what is kept.",
        };

        public Option<string?> Words { get; } = new("--words") { Description = "What they show, for priors that read." };

        /// <summary>Those that only a prior goes by.</summary>
        public IEnumerable<Option> OfPriors => [Category, Words, _temperature, _topK, _topP, _guidance];

        public Number<long> Seed { get; } = new(0, uint.MaxValue, "--seed") { Description = "Same seed, same pictures.", Usual = 1 };

        public Option<string> Output { get; } =
            new("--output", "-o") { Description = "The picture, or the sheet of several.", DefaultValueFactory = _ => output };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[Count, .. OfPriors, Seed, Output, _repeat])
            {
                command.Add(option);
            }
        }

        /// <summary>What is to be done, a picture's record looked up; the place of the result is tried.</summary>
        public ParseResult Begin(ParseResult parse, out Output.Report report)
        {
            report = parse.Report();
            parse = CommandRecord.Expand(parse, _repeat, report);
            parse.Refuse(parse.GetValue(_temperature) == 0 ? [_topK, _topP] : [], "beside --temperature 0");
            Picture.RequireWritable(parse.GetValue(Output)!);
            return parse;
        }

        public Sampling Sampling(ParseResult parse, Sampling usual) => new()
        {
            Temperature = parse.GetValue(_temperature) ?? usual.Temperature,
            TopK = parse.GetValue(_topK) ?? usual.TopK,
            TopP = parse.GetValue(_topP) ?? usual.TopP,
            Guidance = parse.GetValue(_guidance) ?? usual.Guidance,
        };
    }
}
