using System.CommandLine;
using System.Globalization;
using Atelier.Art.Explore.History;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.History;

/// <summary><c>atelier history dragon</c>: the pictures that were made, with their words.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("words") { Description = "Only runs whose words hold these.", Arity = ArgumentArity.ZeroOrMore };
        var count = new NumericOption<int>(1, 1_000_000, "--count", "-n") { Description = "The largest number of runs.", Default = 20 };
        var runs = new Option<string>("--runs") { Description = "The folder of runs.", DefaultValueFactory = _ => "runs" };
        var command = new Command("history", "List the pictures that were made; 'imagine --repeat RUN' makes one again.")
        {
            words, count, runs,
        };
        command.SetAction(parse =>
        {
            var report = parse.Report();
            var folder = parse.GetValue(runs)!;
            if (File.Exists(folder))
            {
                throw new CommandLineException($"'{folder}' is a file, not a folder of runs.");
            }

            if (parse.IsGiven(runs) && !Directory.Exists(folder))
            {
                throw new CommandLineException($"There is no folder '{folder}'.");
            }

            var found = PastRun.Below(folder).Where(run => run.Matches(parse.GetValue(words)!))
                .Take(count.Get(parse)).ToList();
            if (found.Count == 0 && !report.IsJson)
            {
                report.Note($"There is no such run in {folder}.");
                return 0;
            }

            report.Table(
                ["made", "words", "seed", "run"],
                found.Select(run => (string[])[
                    run.Made.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    run.Options.Prompt.Length > 0 ? run.Options.Prompt : run.Options.ImagePrompts,
                    run.Options.Seed.ToString(CultureInfo.InvariantCulture),
                    run.Picture is null ? $"{run.Folder} (unfinished)" : run.Folder]),
                found.Select(run => new
                {
                    run.Made, run.Options.Prompt, run.Options.ImagePrompts, run.Options.Seed, run.Folder, run.Picture,
                }));
            return 0;
        });
        return command.WithOutputOptions();
    }
}
