using System.Globalization;
using Atelier.Art.Explore.Grids;
using Atelier.Art.Explore.Works;
using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Work.Kinds.Grid;
using Atelier.Work.Kinds.Imagine;
using Atelier.Work.Kinds.Paint;
using Atelier.Work.Kinds.Upscale;

namespace Atelier.Work.Kinds.Create;

/// <summary>From words to a finished work: several ideas, the nearest of them enlarged and painted.</summary>
public sealed class CreateKind() : JobKind<CreateInput>("create", "From words to work: imagines several, chooses, upscales, paints.")
{
    private const int PaintingSide = 1024; // pixels of the painting's longer side
    private const int FilmSide = 512;

    /// <inheritdoc/>
    protected override bool UsesCache => true;

    /// <inheritdoc/>
    protected override Completed Plan(CreateInput input, int index)
    {
        Imagine(input).RequireSubjects();
        if (input is { Style: "none", Film: true })
        {
            throw new OptionException("film has no effect with style none: leave it out.", "film");
        }

        input = input with
        {
            Model = ModelNames.Require(input.Model, "vqgan"),
            Clip = [.. input.Clip.Select(name => ModelNames.Require(name, "clip"))],
            Seed = JobSeed.Resolve(input.Seed, (long)index * input.Ideas, room: 64),
            Iterations = input.Iterations ?? Generators.Iterations(input.Model),
        };
        _ = Ideas(input, id => id);
        return new(
            input, input.Prompts.Select(prompt => prompt.Picture),
            [
                input.Model, .. input.Clip, .. input.Scale > 1 ? (string[])[UpscalerSelection.Default()] : [],
                .. input.Style == "none" ? (string[])[] : ["painter"],
            ],
            input.Iterations * input.Ideas);
    }

    /// <inheritdoc/>
    protected override JobResult Run(CreateInput input, JobRun run)
    {
        var grid = new GridProgress(run, Ideas(input, run.PathOf), "work");
        grid.Run();
        input = run.Stopping.IsCancellationRequested ? input with { Scale = 1, Style = "none" } : input; // the best so far is kept
        var (best, distance) = IdeaRanking.Rank(grid.Grid, run.Device)[0];
        List<JobOutput> outputs = [.. grid.Sheets(), .. grid.Made.Select(grid.Output)];
        var path = grid.Grid.Picture(best);
        if (input.Scale > 1)
        {
            path = Path.Combine(run.Folder, "enlarged.png");
            new UpscalingRun(run).Upscale(
                Picture.Load(grid.Grid.Picture(best)), UpscalerSelection.Default(), input.Scale,
                share => run.Report(new((int)(100 * share), 100, Message: "enlarging")), run.Stopping).Save(path);
        }

        var message = string.Create(CultureInfo.InvariantCulture, $"{grid.Plan.Columns[best]} is nearest (distance {distance:F3})");
        if (input.Style == "none")
        {
            outputs.Add(JobOutput.Png("picture", Picture.Load(path)));
            return new(outputs, InputJson.ToElement(input), message);
        }

        var (strokes, files) = new PaintingRun(run).Paint(
            path, new() { Style = input.Style, Seed = (ulong)input.Seed! + (ulong)best }, PaintingSide, input.Film,
            job => job with { FilmOptions = new() { LongerSide = FilmSide } });
        outputs.AddRange([JobOutput.Png("enlarged", Picture.Load(path)), .. files]);
        return new(outputs, InputJson.ToElement(input), $"{message}; {strokes} strokes");
    }

    private static GridPlan Ideas(CreateInput input, Func<string, string> picture)
    {
        var size = ImagineSize.Resolve(Imagine(input));
        return IdeaPlan.Create(
            Imagine(input).ToOptions(picture, input.Iterations!.Value, size) with { SaveEvery = 0 }, input.Ideas);
    }

    private static ImagineInput Imagine(CreateInput input) => new()
    {
        Prompts = input.Prompts, Model = input.Model, Clip = input.Clip, Iterations = input.Iterations, Seed = input.Seed,
    };
}
