using System.CommandLine;
using System.Globalization;
using Atelier.Art.Explore.Films;
using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Film;

/// <summary><c>atelier film "a seed ^ a tree"</c>: films of scenes, of a moving camera, of another film, or of a run.</summary>
internal sealed class FilmCommand
{
    private const double RunSeconds = 6;
    private readonly FilmCommandOptions _common = new("film.mp4");
    private readonly Argument<string?> _story = new("story")
    {
        Description = "Scenes, words or pictures, with ^ between them: \"a seed ^ a sprout @2 ^ a tree\"; @2 is a scene of two seconds.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly NumericOption<double> _seconds = new(0.05, 3600, "--seconds")
    {
        Description = $"Seconds of the film; by default 3 a scene, the sound's, or {RunSeconds} for a run.",
    };

    private readonly NumericOption<double> _fade = new(0, 3600, "--fade")
    {
        Description = "Seconds in which a scene becomes the next; by default half of the shortest scene.",
    };

    private readonly ChoiceOption<WalkKind> _through = new(
        [("latent", WalkKind.Latent), ("codes", WalkKind.Codes), ("clip", WalkKind.Clip)], "--through")
    {
        Description = "What lies between scenes, as for 'atelier interpolate'.",
    };

    private readonly FlagOption _loop = new("--loop") { Description = "Let the last scene become the first." };
    private readonly ChoiceOption<Easing> _easing = new(
        [("smooth", Easing.Smooth), ("linear", Easing.Linear), ("in", Easing.In), ("out", Easing.Out)], "--easing")
    {
        Description = "The speed between scenes.",
    };

    private readonly NumericOption<double> _zoom = new(0.1, 10, "--zoom")
    {
        Description = "Move the camera: the factor by which it comes nearer in a second.", Default = 1,
    };

    private readonly Option<string> _pan = new("--pan")
    {
        Description = "Move the camera: shares of the picture to the right and down in a second, as 0.1,0.",
        DefaultValueFactory = _ => "0,0",
    };

    private readonly NumericOption<double> _rotate = new(-720, 720, "--rotate")
    {
        Description = "Rotation of the camera: degrees clockwise in a second.", Default = 0,
    };

    private readonly Option<string?> _sound = new("--sound")
    {
        Description = "A sound file whose beats drive the film's speed; it is added to the film.",
    };

    private readonly NumericOption<double> _beat = new(0, 100, "--beat")
    {
        Description = "How much the strongest beat speeds up the film.", Default = 6,
    };

    private readonly Option<string?> _in = new("--in") { Description = "A film whose frames --words change one by one." };
    private readonly Option<string?> _words = new("--words") { Description = "The prompts for --in: \"as stained glass\"." };
    private readonly NumericOption<double> _strength = new(0.01, 1, "--strength")
    {
        Description = "How far --words lead away from the film.", Default = 0.5,
    };

    private readonly NumericOption<int> _firstIterations = new(0, 100_000, "--first-iterations")
    {
        Description = "Iterations of the first frame of --in, which finds the style.", Default = 40,
    };

    private readonly Option<string?> _run = new("--run") { Description = "Film the previews of a run of imagine, by its folder." };

    public static Command Create() => new FilmCommand().Build();

    private Command Build()
    {
        var command = new Command("film", "Film a story, a moving camera, another film in new words, or the steps of a run.")
        {
            _story, _seconds, _fade, _through, _loop, _easing, _zoom, _pan, _rotate, _sound, _beat, _in, _words, _strength,
            _firstIterations, _run,
        };
        _common.AddTo(command);
        command.SetAction((parse, cancel) =>
        {
            var kinds = (parse.IsGiven(_story) ? 1 : 0) + (parse.IsGiven(_in) ? 1 : 0) + (parse.IsGiven(_run) ? 1 : 0);
            return kinds != 1
                ? throw new CommandLineException(
                    "Give one of three: a story such as \"a seed ^ a tree\", a film with --in, or a run with --run.")
                : Task.FromResult(parse.IsGiven(_in) ? MakeRestyling(parse, cancel) : parse.IsGiven(_run) ? MakeSteps(parse, cancel)
                    : MakeStory(parse, cancel));
        });
        return command.WithComputeOptions();
    }

    private int MakeStory(ParseResult parse, CancellationToken cancel)
    {
        parse.RejectUnused([_words, _strength, _firstIterations], "without --in");
        parse.RejectUnused(parse.IsGiven(_sound) ? [_fade, _easing] : [], "beside --sound");
        parse.RejectUnused(parse.IsGiven(_sound) ? [] : [_beat], "without --sound");
        var motion = new CameraMotion(_zoom.Get(parse), Pan(parse).X, Pan(parse).Y, _rotate.Get(parse));
        parse.RejectUnused(motion.IsStill ? [] : [_through, _loop], "beside a moving camera");
        parse.RejectUnused(
            motion.IsStill && _through.Get(parse) != WalkKind.Clip ? [_common.FrameIterations] : [], "without --through clip or a camera");
        var order = _common.Order(parse) with { Sound = parse.GetValue(_sound) };
        var story = new Story
        {
            Scenes = Stop.ParseStory(parse.GetValue(_story)!),
            Seconds = parse.GetValue(_seconds),
            Fade = parse.GetValue(_fade),
            Through = _through.Get(parse),
            Loop = parse.GetValue(_loop),
            Easing = _easing.Get(parse),
            Motion = motion,
            BeatStrength = _beat.Get(parse),
            FrameIterations = _common.FrameIterations.Get(parse),
        };
        return FilmRun.Run(
            order, show => story.Prepare(order, _common.Imagine(parse), WorkSize(parse), parse.Device(), show, cancel), parse.Report(),
            cancel);
    }

    private int MakeRestyling(ParseResult parse, CancellationToken cancel)
    {
        parse.RejectUnused(
            [
                _seconds, _fade, _through, _loop, _easing, _zoom, _pan, _rotate, _sound, _beat, _common.Rate, _common.Iterations,
            ], "beside --in");
        var order = _common.Order(parse);
        var film = new Restyling
        {
            Film = parse.GetValue(_in)!,
            Words = parse.GetValue(_words) ?? throw new CommandLineException("--in needs --words: what its pictures shall become."),
            Strength = _strength.Get(parse),
            FirstIterations = _firstIterations.Get(parse),
            FrameIterations = _common.FrameIterations.Get(parse),
        };
        return FilmRun.Run(
            order, _ => film.Prepare(order, _common.Imagine(parse), WorkSize(parse), parse.Device()), parse.Report(), cancel);
    }

    private int MakeSteps(ParseResult parse, CancellationToken cancel)
    {
        parse.RejectUnused(
            [
                _fade, _through, _loop, _zoom, _pan, _rotate, _sound, _beat, _words, _strength, _firstIterations, _common.Clip,
                _common.Seed, _common.Iterations, _common.FrameIterations,
            ], "beside --run");
        var order = _common.Order(parse);
        var frames = Math.Max(2, (int)Math.Round((parse.GetValue(_seconds) ?? RunSeconds) * order.Rate));
        var film = new Interpolation
        {
            Stops = RunPreviews.Read(parse.GetValue(_run)!, Math.Max(2, frames / 2)),
            Frames = frames,
            Easing = parse.IsGiven(_easing) ? _easing.Get(parse) : Easing.Linear,
        };
        return FilmRun.Run(
            order, show => film.Prepare(order, _common.Imagine(parse), WorkSize(parse), parse.Device(), show, cancel), parse.Report(),
            cancel);
    }

    private int? WorkSize(ParseResult parse) => parse.GetValue(_common.WorkSize);

    private (double X, double Y) Pan(ParseResult parse)
    {
        var text = parse.GetValue(_pan)!;
        return text.Split(',') is [var x, var y] && double.TryParse(x, CultureInfo.InvariantCulture, out var right)
            && double.TryParse(y, CultureInfo.InvariantCulture, out var down) && Math.Abs(right) <= 2 && Math.Abs(down) <= 2
            ? (right, down)
            : throw new CommandLineException($"--pan '{text}' is not two numbers from -2 to 2, as in 0.1,0.");
    }
}
