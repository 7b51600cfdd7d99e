using System.CommandLine;
using Atelier.Art.Explore.Grids;
using Atelier.Cli.Commands.Imagine;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Grid;

/// <summary><c>atelier grid "a {wooden|golden} temple" --y seed=1,2,3</c>: pictures along axes, on one sheet.</summary>
internal static class GridCommand
{
    public static Command Create()
    {
        var options = new ImagineCommandOptions();
        Option<string?>[] axes = [Axis("--x", "columns"), Axis("--y", "rows"), Axis("--z", "layers, a sheet each")];
        var keywords = new Option<string?>("--keywords")
        {
            Description = "Make the prompt with each keyword of a list, and rank them by how much they change the picture: a text file, " +
                "or @ and the name of a list that comes with Atelier.",
        };
        var output = new Option<string?>("--output", "-o") { Description = "A second file for the sheet, besides the one in its folder." };
        var resume = new Option<string?>("--resume") { Description = "Go on with a grid that was interrupted, by its folder." };
        var runs = new Option<string>("--runs") { Description = "The folder of runs.", DefaultValueFactory = _ => "runs" };
        var command = new Command("grid", "Compare pictures along axes: words of the prompt in {braces|like these}, or options.");
        options.AddTo(command);
        foreach (var option in new Option[] { axes[0], axes[1], axes[2], keywords, output, resume, runs })
        {
            command.Add(option);
        }

        command.SetAction((parse, cancel) =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            parse.RejectUnused(parse.IsGiven(keywords) ? axes : [], "beside --keywords");
            if (parse.GetValue(output) is { } sheet)
            {
                Picture.RequireWritable(sheet);
            }

            GridRun grid;
            if (parse.GetValue(resume) is { } folder)
            {
                parse.RejectUnused([.. axes, keywords, options.ProfileOption], "beside --resume");
                if (options.IterationsAlone(parse) is not null)
                {
                    throw new CommandLineException("--resume keeps the iterations of the grid's cells: leave --iterations out.");
                }

                grid = GridRun.Resume(folder, place);
            }
            else
            {
                var all = options.New(parse);
                var plan = parse.GetValue(keywords) is { } list
                    ? KeywordComparison.Plan(all, WordList.Read(list.TrimStart('@')))
                    : GridPlan.Create(
                        all, [.. axes.Select(axis => parse.GetValue(axis) is { } text ? GridAxis.Parse(text) : null)], Change);
                grid = GridRun.Begin(plan, parse.GetValue(runs)!, place);
            }

            return Task.FromResult(GridOutput.Run(grid, parse.GetValue(output), report, place, cancel));
        });
        return command.WithComputeOptions();
    }

    private static Option<string?> Axis(string name, string what) => new(name)
    {
        Description = $"The {what}: seed=1,2,3 or seed=1..3 for an option, style=oil|pencil or style=@FILE for {{style}} in the prompt.",
        HelpName = "name=values",
    };

    private static Art.Imagine.ImagineOptions Change(Art.Imagine.ImagineOptions options, string name, string value) =>
        ImagineCommandOptions.Override(options, value switch
        {
            "true" => [$"--{name}"],
            "false" => [],
            _ => [$"--{name}", value],
        }, $"The axis '{name}'");
}
