using System.CommandLine;
using Atelier.Art.Explore.Films;
using Atelier.Art.Explore.Journeys;
using Atelier.Cli.Commands.Film;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Interpolate;

/// <summary><c>atelier interpolate A.png B.png</c>: a film that passes from picture to picture.</summary>
internal static class InterpolateCommand
{
    private const double DefaultSeconds = 2; // between two pictures

    public static Command Create()
    {
        var options = new FilmCommandOptions("interpolation.mp4");
        var stops = new Argument<string[]>("stops")
        {
            Description = "Pictures, or words that pictures are made from; two or more.", Arity = ArgumentArity.OneOrMore,
        };
        var through = new ChoiceOption<WalkKind>(
            [("latent", WalkKind.Latent), ("codes", WalkKind.Codes), ("clip", WalkKind.Clip)], "--through")
        {
            Description = "What lies between: latent turns the whole picture at once, codes patch after patch; clip guides it by meaning.",
        };
        var loop = new FlagOption("--loop") { Description = "Return to the first picture, so that the film repeats without a jump." };
        var frames = new NumericOption<int>(2, 100_000, "--frames") { Description = "Frames of the film, instead of --seconds." };
        var seconds = new NumericOption<double>(0.05, 3600, "--seconds")
        {
            Description = $"Seconds of the film; by default {DefaultSeconds} between every two pictures.",
        };
        var easing = ChoiceOption.FromEnum<Easing>("--easing");
        easing.Description = "The speed between two pictures; steps are even as they are seen, by differences of pixels at several sizes.";
        var command = new Command("interpolate", "Film the way from one picture to another.")
        {
            stops, through, loop, frames, seconds, easing,
        };
        options.AddTo(command);
        command.SetAction((parse, cancel) =>
        {
            parse.RejectUnused(parse.IsGiven(frames) ? [seconds] : [], "beside --frames");
            parse.RejectUnused(through.Get(parse) == WalkKind.Clip ? [] : [options.FrameIterations], "without --through clip");
            Stop[] passed = [.. parse.GetValue(stops)!.Select(Stop.Parse)];
            parse.RejectUnused(
                passed.All(stop => stop.IsPicture) ? through.Get(parse) == WalkKind.Clip ? [options.Iterations]
                    : [options.Iterations, options.Clip, options.Seed] : [], "without words");
            var (order, place) = (options.Order(parse), parse.Device());
            var legs = Math.Max(1, passed.Length - (parse.GetValue(loop) ? 0 : 1));
            var film = new Interpolation
            {
                Stops = passed,
                Through = through.Get(parse),
                Loop = parse.GetValue(loop),
                Easing = easing.Get(parse),
                Frames = parse.GetValue(frames)
                    ?? Math.Max(2, (int)Math.Round((parse.GetValue(seconds) ?? (legs * DefaultSeconds)) * order.Rate)),
                FrameIterations = options.FrameIterations.Get(parse),
            };
            return Task.FromResult(FilmRun.Run(
                order, show => film.Prepare(order, options.Imagine(parse), parse.GetValue(options.WorkSize), place, show, cancel),
                parse.Report(), cancel));
        });
        return command.WithComputeOptions();
    }
}
