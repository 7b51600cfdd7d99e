using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Generators;
using Atelier.Cli.Options;
using Atelier.Core;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>The options of <c>imagine</c> that a picture depends on. Options that are given override the defaults, or the options of a
/// repeated picture.</summary>
internal sealed partial class ImagineCommandOptions
{
    private const double LargestWeight = 1e6;
    private static readonly ImagineOptions s_defaults = new();
    private static readonly Lazy<(ImagineCommandOptions Options, RootCommand Root)> s_alone = new(Alone);
    private readonly List<(Symbol Symbol, Func<ParseResult, ImagineOptions, ImagineOptions> Change)> _all = [];
    private readonly NumericOption<int> _iterations =
        new(1, 1_000_000, "--iterations", "-i") { Description = "Iterations; by default the model's own." };
    private readonly Option<string?> _initImage = new("--init-image", "-ii") { Description = "A picture to start from." };
    private readonly ChoiceOption<StartKind> _start = ChoiceOption.FromEnum<StartKind>("--init-noise", "--init", "-in");
    private readonly NumericOption<int> _candidates =
        new(1, 100_000, "--candidates") { Description = "Number of starts that are compared.", Default = s_defaults.Candidates };
    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "Named options, of atelier.yaml in this folder or ~/.config/atelier, or of styles/profiles.yaml.",
    };
    private readonly Option<string?> _prior =
        new("--prior") { Description = "The text prior that samples starts, by name or path; by default the model's own." };
    private readonly ChoiceOption<CutMethod> _cutMethod = ChoiceOption.FromEnum<CutMethod>("--cut-method", "-cutm");
    private readonly NumericOption<double> _cutPower =
        new(0.01, 10, "--cut-power", "-cutp") { Description = "Exponent of the cut-outs' random size; by default the model's own." };
    private readonly FlagOption _noAugment = new("--no-augment") { Description = "Do not augment cut-outs." };
    private readonly Option<string[]> _augments = new("--augments", "-augs")
    {
        Description = "Only these augmentations: Ji jitter, Sh sharpness, Gn noise, Pe perspective, Ro rotation, Af affine, Et elastic, " +
            "Ts thin plate, Er erasing, Fl flip.",
        AllowMultipleArgumentsPerToken = true,
    };

    public ImagineCommandOptions()
    {
        _start.Description = "What to start from without --init-image.";
        _cutMethod.Description = "How cut-outs are sampled.";
        var prompt = new Argument<string>("prompt")
        {
            Description = "Text prompts: \"a fox:1|watercolour:0.5|blur:-0.3\".", Arity = ArgumentArity.ZeroOrOne,
        };
        _all.Add((prompt, (parse, options) => options with { Prompt = parse.GetValue(prompt)! }));
        Text(
            "--image-prompts", ["-ip"], "Image prompts: \"path:weight|path\".", null,
            (options, value) => options with { ImagePrompts = value });
        Text(
            "--model", [],
            $"The generator: the name of a model, the path of its file or folder, or {string.Join(", ", GeneratorNames.All)}.",
            s_defaults.Model, (options, value) => options with { Model = value });
        var clip = new Option<string[]>("--clip")
        {
            Description = "The CLIP models, by name or path.",
            DefaultValueFactory = _ => [.. s_defaults.Clip],
            AllowMultipleArgumentsPerToken = true,
        };
        _all.Add((clip, (parse, options) => options with { Clip = parse.GetValue(clip)! }));
        Text(
            "--size", ["-s"], "SIDE or WIDTHxHEIGHT in pixels; by default the model's own.", null,
            (options, value) => PictureSize.Parse(value) is var (w, h) ? options with { Width = w, Height = h } : options);
        Add(_iterations, (options, value) => options with { Iterations = value });
        Real(
            "--learning-rate", ["-lr"], 1e-9, 100, "Learning rate; by default the model's own.",
            (options, value) => options with { LearningRate = value });
        Add(
            ChoiceOption.FromEnum<OptimizerKind>("--optimizer", "-opt"), "Optimizer of the latent.",
            (options, value) => options with { Optimizer = value });
        Add(
            new NumericOption<long>(0, uint.MaxValue, "--seed", "-sd")
            {
                Description = "The same seed gives the same picture; random by default.",
            },
            (options, value) => options with { Seed = (ulong)value });
        Add(
            new NumericOption<int>(1, 1024, "--cutn", "-cuts") { Description = "Cut-outs per iteration; by default the model's own." },
            (options, value) => options with { Cutn = value });
        Add(_cutPower, (options, value) => options with { CutPower = value });
        Add(_cutMethod, _cutMethod.Description, (options, value) => options with { CutMethod = value });
        _all.Add((_noAugment, (_, options) => options with { Augmentation = Augmentation.None }));
        _all.Add((_augments, (parse, options) => options with { Augmentation = Augmentation.FromNames(parse.GetValue(_augments)!) }));
        _all.Add((_initImage, (parse, options) => options with { InitImage = parse.GetValue(_initImage) }));
        Real(
            "--init-weight", ["-iw"], 0, LargestWeight, "Weight of the distance from the start, which decays with the iterations.",
            (options, value) => options with { InitWeight = value }, s_defaults.InitWeight);
        Real(
            "--anchor", [], 0, LargestWeight, "Weight of the distance from the start in every iteration; by default the model's own.",
            (options, value) => options with { Anchor = value });
        Add(_start, _start.Description, (options, value) => options with { Start = value });
        _all.Add((_prior, (parse, options) => options with { Prior = parse.GetValue(_prior) }));
        Add(_candidates, (options, value) => options with { Candidates = value });
        Real(
            "--total-variation", [], 0, LargestWeight, "Weight of the total variation; by default the model's own.",
            (options, value) => options with { TotalVariation = value });
        Real(
            "--latent-decay", [], 0, LargestWeight,
            "Weight of the latent's unlikelihood: of most generators, its mean square; by default the model's own.",
            (options, value) => options with { LatentDecay = value });
        Real(
            "--code-commitment", [], 0, LargestWeight,
            "Weight of the latent's distance from its codes; by default the model's own.",
            (options, value) => options with { CodeCommitment = value });
        Add(new NumericOption<int>(0, 1_000_000, "--patience")
        {
            Description = "Stop after so many iterations without improvement; 0 for never.", Default = s_defaults.Patience,
        }, (options, value) => options with { Patience = value });
        Add(new NumericOption<int>(0, 1_000_000, "--save-every", "-se")
        {
            Description = "Iterations between previews; 0 for none.", Default = s_defaults.SaveEvery,
        }, (options, value) => options with { SaveEvery = value });
        AddEdits();
        AddLatents();
        AddSounds();
        AddDiffusion();
        _all.Add((CommonOptions.Precision, (parse, options) => options with { Precision = CommonOptions.Precision.Get(parse) }));
    }

    /// <summary>Adds these options to the command; the precision is among the common options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="prompt">Whether it takes a prompt.</param>
    public void AddTo(Command command, bool prompt = true)
    {
        if (prompt)
        {
            command.Add(_profile);
        }

        foreach (var (symbol, _) in _all)
        {
            if (symbol is System.CommandLine.Argument argument)
            {
                if (prompt)
                {
                    command.Add(argument);
                }
            }
            else if (symbol != CommonOptions.Precision)
            {
                command.Add((Option)symbol);
            }
        }
    }

    /// <summary>The options of a new picture with a random seed: those of its profile, overridden by those that were given.</summary>
    /// <exception cref="CommandLineException">There is no such profile, or an option has no effect beside another one.</exception>
    public ImagineOptions New(ParseResult parse)
    {
        ImagineOptions options = new() { Seed = RandomSeed() };
        options = Apply(parse, Profiles(parse).Aggregate(options, (changed, profile) => profile.Apply(changed)));
        return options.Prompt.Length > 0 ? Reword(parse, options) : options;
    }

    /// <summary>The seed of a picture for which none is given.</summary>
    public static ulong RandomSeed() => (ulong)Random.Shared.NextInt64(1, 1_000_000_000);

    /// <summary>Options whose prompt is put into the words of the profile.</summary>
    public ImagineOptions Reword(ParseResult parse, ImagineOptions options) =>
        options with { Prompt = Profiles(parse).Aggregate(options.Prompt, (prompt, profile) => profile.Reword(prompt)) };

    private IEnumerable<Profile> Profiles(ParseResult parse) => new[]
    {
        Profile.OfEveryPicture(), parse.GetValue(_profile) is { } name ? Profile.Named(name) : null,
    }.OfType<Profile>();

    /// <summary>The option that chooses a profile, which only a new picture has.</summary>
    public Option ProfileOption => _profile;

    /// <summary>Overrides options by those that were given.</summary>
    /// <exception cref="CommandLineException">An option has no effect beside another one.</exception>
    public ImagineOptions Apply(ParseResult parse, ImagineOptions options)
    {
        options = _all.Where(pair => IsGiven(parse, pair.Symbol)).Aggregate(options, (changed, pair) => pair.Change(parse, changed));
        var fills = options.Edit.Mask is not null || options.Edit.Extend is not null; // with a stored drawing
        RejectUnused(options.InitImage is not null, fills ? [_prior] : [_start, _candidates, _prior], "beside --init-image");
        RejectUnused(
            options.Start is not (StartKind.Best or StartKind.Stored or StartKind.Prior),
            [_candidates],
            $"beside --init {options.Start.ToString().ToLowerInvariant()}");
        RejectUnused(
            options.Start is not (StartKind.Best or StartKind.Prior),
            [_prior],
            $"beside --init {options.Start.ToString().ToLowerInvariant()}");
        RejectUnused(parse.GetValue(_noAugment), [_augments], "beside --no-augment");
        RejectUnused(options.Edit is { Mask: null, Extend: null }, [_feather], "without --mask or --extend");
        RejectUnused(options.Strength is null, [_noise], "without --strength");
        RejectUnused(options.CutMethod == CutMethod.Pooled, [_cutPower], "beside --cut-method pooled");
        return options;

        void RejectUnused(bool condition, Option[] unused, string why) => parse.RejectUnused(condition ? unused : [], why);
    }

    /// <summary>Overrides options by words of a command line that hold nothing but these options.</summary>
    /// <param name="options">The options to override.</param>
    /// <param name="words">The words: a prompt, options and their values.</param>
    /// <param name="where">Where they are from, for messages.</param>
    /// <exception cref="CommandLineException">A word is not understood, or an option has no effect beside another one.</exception>
    /// <param name="validate">Whether the options are complete, so that all can be checked.</param>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public static ImagineOptions Override(ImagineOptions options, IReadOnlyList<string> words, string where, bool validate = true)
    {
        string[] line = ["imagine", .. words];
        var parse = s_alone.Value.Root.Parse(line, CommandLine.Parsing);
        if (ParseErrors.Describe(parse, line) is { } error)
        {
            throw new CommandLineException($"{where}: {error}");
        }

        try
        {
            var changed = s_alone.Value.Options.Apply(parse, options);
            return validate ? changed.Validate() : changed;
        }
        catch (OptionException e)
        {
            throw new OptionException($"{where}: {e.Message}", e.Options);
        }
    }

    /// <summary>The number of iterations, the only option that a resumed run accepts; null if it is not given.</summary>
    /// <exception cref="CommandLineException">Another option was given.</exception>
    public int? IterationsAlone(ParseResult parse)
    {
        var given = _all.Where(pair => pair.Symbol != _iterations && IsGiven(parse, pair.Symbol))
            .Select(pair => pair.Symbol is System.CommandLine.Argument ? "the prompt" : pair.Symbol.Name).ToList();
        return given.Count == 0 ? parse.GetValue(_iterations)
            : throw new CommandLineException(
                $"--resume keeps the options of the run: leave out {string.Join(" and ", given)}, or make another picture of it " +
                "with --repeat.");
    }

    private static (ImagineCommandOptions Options, RootCommand Root) Alone()
    {
        var (options, command) = (new ImagineCommandOptions(), new Command("imagine"));
        options.AddTo(command);
        command.Options.Remove(options._profile);
        command.Add(CommonOptions.Precision);
        command.SetAction(_ => { });
        return (options, new() { command });
    }

    private static bool IsGiven(ParseResult parse, Symbol symbol) =>
        symbol is System.CommandLine.Argument argument ? parse.IsGiven(argument) : parse.IsGiven((Option)symbol);

    private void Text(
        string name, string[] aliases, string description, string? defaultValue, Func<ImagineOptions, string, ImagineOptions> change)
    {
        var option = new Option<string>(name, aliases) { Description = description };
        if (defaultValue is not null)
        {
            option.DefaultValueFactory = _ => defaultValue;
        }

        _all.Add((option, (parse, options) => change(options, parse.GetValue(option)!)));
    }

    private void Real(
        string name,
        string[] aliases,
        double least,
        double most,
        string description,
        Func<ImagineOptions, double, ImagineOptions> change,
        double? defaultValue = null) =>
        Add(defaultValue is { } known
            ? new(least, most, name, aliases) { Description = description, Default = known }
            : new NumericOption<double>(least, most, name, aliases) { Description = description }, change);

    private void Add<T>(NumericOption<T> option, Func<ImagineOptions, T, ImagineOptions> change)
        where T : struct, System.Numerics.INumber<T> => _all.Add((option, (parse, options) => change(options, option.Get(parse))));

    private void Add<T>(ChoiceOption<T> option, string? description, Func<ImagineOptions, T, ImagineOptions> change)
    {
        option.Description = description;
        _all.Add((option, (parse, options) => change(options, option.Get(parse))));
    }
}
