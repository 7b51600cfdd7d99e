using System.CommandLine;
using Atelier.Art.Prior;
using Atelier.Media;
using Atelier.Models.Gpt;
using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier sample MODEL</c> and <c>atelier complete PICTURE --model MODEL</c>: pictures from a prior over codes.</summary>
internal static class SampleCommand
{
    private const int Columns = 8;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The prior: a run of a gpt recipe, or its model folder." };
        var size = new Option<string?>("--size", "-s") { Description = "SIDE or WIDTHxHEIGHT in pixels, larger than the prior's own pictures: a window slides over them." };
        var options = new Shared(16, "samples.png");
        var command = new Command("sample", "Draw pictures with a prior over codes.") { model, size };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            using var prior = PriorPictures.Open(parse.GetValue(model)!, options.Device.Of(parse));
            Save(prior.Draw(parse.GetValue(options.Count), parse.GetValue(size) is { } text ? PictureSize.Parse(text) : null, parse.GetValue(options.Category), parse.GetValue(options.Words), options.Sampling(parse, prior.Usual), parse.GetValue(options.Seed)), parse.GetValue(options.Output)!);
        });
        return command;
    }

    public static Command CreateComplete()
    {
        var picture = new Argument<string>("picture") { Description = "The picture." };
        var model = new Option<string>("--model") { Description = "The prior: a run of a gpt recipe, or its model folder.", Required = true };
        var keep = new Option<string>("--keep") { Description = "What stays: top:1/2, bottom:1/2, left:1/2, right:1/2 or box:left,top,width,height.", DefaultValueFactory = _ => "top:1/2" };
        var options = new Shared(8, "completed.png");
        var command = new Command("complete", "Draw the rest of a picture.") { picture, model, keep };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            var kept = KeptPart.Parse(parse.GetValue(keep)!);
            var whole = Picture.Load(parse.GetValue(picture)!);
            using var prior = PriorPictures.Open(parse.GetValue(model)!, options.Device.Of(parse));
            Save(prior.Complete(whole, kept, parse.GetValue(options.Count), parse.GetValue(options.Category), parse.GetValue(options.Words), options.Sampling(parse, prior.Usual), parse.GetValue(options.Seed)), parse.GetValue(options.Output)!);
        });
        return command;
    }

    private static void Save(IReadOnlyList<Picture> pictures, string output)
    {
        (pictures.Count == 1 ? pictures[0] : ContactSheet.Draw(pictures, Columns)).Save(output);
        Console.WriteLine(output);
    }

    /// <summary>What both commands can be told.</summary>
    private sealed class Shared(int count, string output)
    {
        private readonly Option<double?> _temperature = new("--temperature") { Description = "Below 1 bolder, above 1 wilder; 0 takes the likeliest code always. This and the next three are the prior's own unless said." };
        private readonly Option<int?> _topK = new("--top-k") { Description = "Only the k likeliest codes; 0 for all." };
        private readonly Option<double?> _topP = new("--top-p") { Description = "Only the likeliest codes that hold this share together." };
        private readonly Option<double?> _guidance = new("--guidance") { Description = "How much more the words count, of priors that learnt without words too; 1 for not." };

        public Option<int> Count { get; } = new("--count", "-n") { Description = "How many.", DefaultValueFactory = _ => count };

        public Option<string?> Category { get; } = new("--class") { Description = "A class by name or number. Unless said, each in turn; of what is completed, classes that fit what is kept." };

        public Option<string?> Words { get; } = new("--words") { Description = "What they show, for priors that read." };

        public Option<ulong> Seed { get; } = new("--seed") { Description = "Same seed, same pictures.", DefaultValueFactory = _ => 1 };

        public Option<string> Output { get; } = new("--output", "-o") { Description = "The picture, or the sheet of several.", DefaultValueFactory = _ => output };

        public DeviceOption Device { get; } = new();

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { Count, Category, Words, _temperature, _topK, _topP, _guidance, Seed, Output, Device })
            {
                command.Add(option);
            }
        }

        public Sampling Sampling(ParseResult parse, Sampling usual)
        {
            var chosen = new Sampling
            {
                Temperature = parse.GetValue(_temperature) ?? usual.Temperature,
                TopK = parse.GetValue(_topK) ?? usual.TopK,
                TopP = parse.GetValue(_topP) ?? usual.TopP,
                Guidance = parse.GetValue(_guidance) ?? usual.Guidance,
            };
            return parse.GetValue(Count) is >= 1 and <= 1024 && chosen.Temperature >= 0 && chosen.TopK >= 0 && chosen.TopP is > 0 and <= 1 && chosen.Guidance >= 1
                ? chosen
                : throw new UserException("--count is 1 to 1024, --temperature and --top-k are at least 0, --top-p is above 0 and at most 1, --guidance is at least 1.");
        }
    }
}
