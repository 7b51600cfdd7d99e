using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Cli.Options;
using Atelier.Core;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>The options of <c>imagine</c> that a picture depends on. What is said changes what is there already: the usual values, or
/// those of a picture that is made again.</summary>
internal sealed class PictureOptions
{
    private const double MostWeight = 1e6;
    private static readonly ImagineOptions s_usual = new();
    private readonly List<(Symbol Symbol, Func<ParseResult, ImagineOptions, ImagineOptions> Change)> _all = [];
    private readonly Number<int> _iterations =
        new(1, 1_000_000, "--iterations", "-i") { Description = "Iterations; the model's own unless said." };
    private readonly Option<string?> _initImage = new("--init-image", "-ii") { Description = "A picture to begin from." };
    private readonly Choice<StartKind> _start = Choice.Of<StartKind>("--init-noise", "--init", "-in");
    private readonly Number<int> _candidates =
        new(1, 100_000, "--candidates") { Description = "How many starts are compared.", Usual = s_usual.Candidates };
    private readonly Option<string?> _prior =
        new("--prior") { Description = "The prior over codes that draws starts, by name or path; the model's own unless said." };
    private readonly Choice<CutMethod> _cutMethod = Choice.Of<CutMethod>("--cut-method", "-cutm");
    private readonly Number<double> _cutPower =
        new(0.01, 10, "--cut-power", "-cutp") { Description = "Exponent of the cut-outs' size.", Usual = s_usual.CutPower };
    private readonly Flag _noAugment = new("--no-augment") { Description = "Cut-outs stay as they are." };
    private readonly Option<string[]> _augments = new("--augments", "-augs")
    {
        Description = "Only these: Ji jitter, Sh sharpness, Gn noise, Pe perspective, Ro rotation, Af affine, Et elastic, Ts thin plate, " +
            "Er erasing, Fl mirror.",
        AllowMultipleArgumentsPerToken = true,
    };

    public PictureOptions()
    {
        _start.Description = "From what it begins where there is no picture.";
        _cutMethod.Description = "How cut-outs are taken.";
        var prompt = new Argument<string>("prompt")
        {
            Description = "What the picture shows: \"a fox:1|watercolour:0.5|blur:-0.3\".", Arity = ArgumentArity.ZeroOrOne,
        };
        _all.Add((prompt, (parse, it) => it with { Prompt = parse.GetValue(prompt)! }));
        Text("--image-prompts", ["-ip"], "Pictures to be like: \"path:weight|path\".", null, (it, said) => it with { ImagePrompts = said });
        Text("--model", [], "The generator, by name or path.", s_usual.Model, (it, said) => it with { Model = said });
        var clip = new Option<string[]>("--clip")
        {
            Description = "The CLIP models, by name or path.",
            DefaultValueFactory = _ => [.. s_usual.Clip],
            AllowMultipleArgumentsPerToken = true,
        };
        _all.Add((clip, (parse, it) => it with { Clip = parse.GetValue(clip)! }));
        Text(
            "--size", ["-s"], "SIDE or WIDTHxHEIGHT in pixels; the model's own unless said.", null,
            (it, said) => PictureSize.Parse(said) is var (w, h) ? it with { Width = w, Height = h } : it);
        Add(_iterations, (it, said) => it with { Iterations = said });
        Real(
            "--learning-rate", ["-lr"], 1e-9, 100, "Step size; the model's own unless said.",
            (it, said) => it with { LearningRate = said });
        Add(Choice.Of<OptimizerKind>("--optimizer", "-opt"), "How the latent is changed.", (it, said) => it with { Optimizer = said });
        Add(
            new Number<long>(0, uint.MaxValue, "--seed", "-sd") { Description = "Same seed, same picture; by chance unless said." },
            (it, said) => it with { Seed = (ulong)said });
        Add(
            new Number<int>(1, 1024, "--cutn", "-cuts") { Description = "Cut-outs an iteration; the model's own unless said." },
            (it, said) => it with { Cutn = said });
        Add(_cutPower, (it, said) => it with { CutPower = said });
        Add(_cutMethod, _cutMethod.Description, (it, said) => it with { CutMethod = said });
        _all.Add((_noAugment, (_, it) => it with { Augmentation = Augmentation.None }));
        _all.Add((_augments, (parse, it) => it with { Augmentation = Augmentation.Of(parse.GetValue(_augments)!) }));
        _all.Add((_initImage, (parse, it) => it with { InitImage = parse.GetValue(_initImage) }));
        Real(
            "--init-weight", ["-iw"], 0, MostWeight, "How strongly the start holds at first; 0 for not.",
            (it, said) => it with { InitWeight = said }, s_usual.InitWeight);
        Real(
            "--anchor", [], 0, MostWeight, "How strongly the start holds throughout, 0 for not; the model's own unless said.",
            (it, said) => it with { Anchor = said });
        Add(_start, _start.Description, (it, said) => it with { Start = said });
        _all.Add((_prior, (parse, it) => it with { Prior = parse.GetValue(_prior) }));
        Add(_candidates, (it, said) => it with { Candidates = said });
        Real(
            "--total-variation", [], 0, MostWeight, "Weight of smoothness, 0 for none; the model's own unless said.",
            (it, said) => it with { TotalVariation = said });
        Real(
            "--latent-decay", [], 0, MostWeight, "Weight of the latent's mean square.", (it, said) => it with { LatentDecay = said },
            s_usual.LatentDecay);
        Real(
            "--code-commitment", [], 0, MostWeight,
            "Weight that keeps the latent among real codes, 0 for none; the model's own unless said.",
            (it, said) => it with { CodeCommitment = said });
        Add(new Number<int>(0, 1_000_000, "--patience")
        {
            Description = "Stop when so many iterations brought nothing; 0 never.", Usual = s_usual.Patience,
        }, (it, said) => it with { Patience = said });
        Add(new Number<int>(0, 1_000_000, "--save-every", "-se")
        {
            Description = "Iterations between previews; 0 for none.", Usual = s_usual.SaveEvery,
        }, (it, said) => it with { SaveEvery = said });
        _all.Add((Common.Precision, (parse, it) => it with { Precision = Common.Precision.Of(parse) }));
    }

    /// <summary>Gives the command these options; the arithmetic is among the common ones.</summary>
    public void AddTo(Command command)
    {
        foreach (var (symbol, _) in _all)
        {
            if (symbol is System.CommandLine.Argument argument)
            {
                command.Add(argument);
            }
            else if (symbol != Common.Precision)
            {
                command.Add((Option)symbol);
            }
        }
    }

    /// <summary>The options with all that was said put in.</summary>
    /// <exception cref="UserException">Something has no effect beside something else.</exception>
    public ImagineOptions Change(ParseResult parse, ImagineOptions options)
    {
        options = _all.Where(pair => Has(parse, pair.Symbol)).Aggregate(options, (changed, pair) => pair.Change(parse, changed));
        Refuse(options.InitImage is not null, [_start, _candidates, _prior], "beside --init-image");
        Refuse(
            options.Start is not (StartKind.Best or StartKind.Stored or StartKind.Prior),
            [_candidates],
            $"beside --init {options.Start.ToString().ToLowerInvariant()}");
        Refuse(
            options.Start is not (StartKind.Best or StartKind.Prior),
            [_prior],
            $"beside --init {options.Start.ToString().ToLowerInvariant()}");
        Refuse(parse.GetValue(_noAugment), [_augments], "beside --no-augment");
        Refuse(options.CutMethod == CutMethod.Pooled, [_cutPower], "beside --cut-method pooled");
        return options;

        void Refuse(bool here, Option[] said, string why) => parse.Refuse(here ? said : [], why);
    }

    /// <summary>Refuses everything that a run cannot be told when it goes on: all but the number of iterations.</summary>
    /// <returns>That number, or null.</returns>
    /// <exception cref="UserException">Something else was said: it is named.</exception>
    public int? OnlyIterations(ParseResult parse)
    {
        var said = _all.Where(pair => pair.Symbol != _iterations && Has(parse, pair.Symbol))
            .Select(pair => pair.Symbol is System.CommandLine.Argument ? "the prompt" : pair.Symbol.Name).ToList();
        return said.Count == 0 ? parse.GetValue(_iterations)
            : throw new UserException(
                $"--resume goes on with what the run was given: leave out {string.Join(" and ", said)}, or make another picture of it " +
                "with --repeat.");
    }

    private static bool Has(ParseResult parse, Symbol symbol) =>
        symbol is System.CommandLine.Argument argument ? parse.Has(argument) : parse.Has((Option)symbol);

    private void Text(string name, string[] aliases, string description, string? usual, Func<ImagineOptions, string, ImagineOptions> change)
    {
        var option = new Option<string>(name, aliases) { Description = description };
        if (usual is not null)
        {
            option.DefaultValueFactory = _ => usual;
        }

        _all.Add((option, (parse, it) => change(it, parse.GetValue(option)!)));
    }

    private void Real(
        string name,
        string[] aliases,
        double least,
        double most,
        string description,
        Func<ImagineOptions, double, ImagineOptions> change,
        double? usual = null) =>
        Add(usual is { } known
            ? new(least, most, name, aliases) { Description = description, Usual = known }
            : new Number<double>(least, most, name, aliases) { Description = description }, change);

    private void Add<T>(Number<T> option, Func<ImagineOptions, T, ImagineOptions> change)
        where T : struct, System.Numerics.INumber<T> => _all.Add((option, (parse, it) => change(it, option.Of(parse))));

    private void Add<T>(Choice<T> option, string? description, Func<ImagineOptions, T, ImagineOptions> change)
    {
        option.Description = description;
        _all.Add((option, (parse, it) => change(it, option.Of(parse))));
    }
}
