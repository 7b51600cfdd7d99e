using System.CommandLine;
using Atelier.Art.Explore.Grids;
using Atelier.Art.Explore.Works;
using Atelier.Art.Paint;
using Atelier.Art.Upscale;
using Atelier.Cli.Commands.Imagine;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Hub;

namespace Atelier.Cli.Commands.Create;

/// <summary><c>atelier create "a lighthouse in a storm" --style oil --film</c>: from words to a finished work in one folder.</summary>
internal static class CreateCommand
{
    public static Command Create()
    {
        var options = new ImagineCommandOptions();
        var ideas = new NumericOption<int>(1, 100, "--ideas")
        {
            Description = "Pictures that are imagined; the nearest to the words goes on.", Default = 4,
        };
        var style = new Option<string>("--style")
        {
            Description = $"The style to paint it in ({string.Join(", ", PaintStyle.All.Select(one => one.Name))}), or none.",
            DefaultValueFactory = _ => "oil",
        };
        var film = new FlagOption("--film") { Description = "Film how it is painted; needs ffmpeg." };
        var scale = new NumericOption<double>(1, 16, "--scale") { Description = "The factor to upscale it by; 1 for none.", Default = 4 };
        var runs = new Option<string>("--runs") { Description = "The folder of runs.", DefaultValueFactory = _ => "runs" };
        var resume = new Option<string?>("--resume") { Description = "Go on with a work that was interrupted, by its folder." };
        var command = new Command("create", "From words to work: imagine several, choose, upscale, paint, film.");
        options.AddTo(command);
        foreach (var option in new Option[] { ideas, style, film, scale, runs, resume })
        {
            command.Add(option);
        }

        command.SetAction((parse, cancel) =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            GridRun grid;
            WorkOrder order;
            if (parse.GetValue(resume) is { } folder)
            {
                parse.RejectUnused([ideas, style, film, scale, options.ProfileOption], "beside --resume");
                if (options.IterationsAlone(parse) is not null)
                {
                    throw new CommandLineException("--resume keeps the iterations of the work: leave --iterations out.");
                }

                (order, grid) = (WorkOrder.Read(folder), GridRun.Resume(folder, place));
            }
            else
            {
                var painted = parse.GetValue(style) is "none" ? null : PaintStyle.FromName(parse.GetValue(style)!).Name;
                order = new(painted, parse.GetValue(film), scale.Get(parse));
                parse.RejectUnused(order.Style is null ? [film] : [], "beside --style none");
                if (order.Scale > 1)
                {
                    ModelHub.Find(UpscalerSelection.Default());
                }

                var all = options.New(parse);
                grid = GridRun.Begin(IdeaPlan.Create(all, ideas.Get(parse)), parse.GetValue(runs)!, place, "work");
                order.Write(grid.Folder);
            }

            return Task.FromResult(new Work(grid, order, report, place).Run(cancel));
        });
        return command.WithComputeOptions();
    }
}
