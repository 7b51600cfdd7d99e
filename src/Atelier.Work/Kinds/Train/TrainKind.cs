using System.Globalization;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Training;
using Atelier.Training.Loop;

namespace Atelier.Work.Kinds.Train;

/// <summary>A model trained as a recipe says: its losses while it learns, its sheets of samples, and the model.</summary>
public sealed class TrainKind() : JobKind<TrainInput>("train", "Trains what a recipe describes.", isForOwners: true)
{
    private const int Blank = 256; // pixels

    /// <inheritdoc/>
    protected override Completed Plan(TrainInput input, int index)
    {
        input = input with { Seed = input.Seed + index };
        if (input.Name is { } name && ModelHub.Names.Contains(name))
        {
            throw new OptionException($"There is a model {name} already: another name is needed.", "name");
        }

        return new(input, [], [], (int)NumericRecipe.Read(input).Training.Steps);
    }

    /// <inheritdoc/>
    protected override JobResult Run(TrainInput input, JobRun run)
    {
        var (recipe, state) = (NumericRecipe.Read(input), new FolderCheckpoint(run, "run"));
        var checkpoint = Path.Combine(state.Folder, "checkpoint.safetensors");
        var resumed = state.Restore() && File.Exists(checkpoint);
        var trainer = new Trainer(recipe, state.Folder, run.Device);
        var (sheet, entries) = ((string?)null, 0);
        var stride = (int)Math.Max(1, recipe.Training.Steps / recipe.Training.LogEvery / JobRun.MostPreviews);
        byte[] shown = [];
        var step = 0;
        var figures = trainer.Run(resumed, new SynchronousProgress<TrainingStep>(Report), run.Stopping);
        state.Save(step);
        if (trainer.IsStopped && !run.KeepsResult)
        {
            throw new OperationCanceledException(run.Stopping);
        }

        if (input.Name is { } name)
        {
            ModelPack.Write([state.Folder], Path.Combine(ModelHub.Downloads, name), null);
        }

        var all = figures.Count == 0 ? (trainer.IsStopped ? $"stopped at step {step}" : $"{step} steps")
            : string.Join(", ", figures.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:G4}")));
        return new(
            [.. Outputs(state.Folder, sheet)], InputJson.ToElement(input), input.Name is null ? all : $"installed as {input.Name}; {all}");

        void Report(TrainingStep at)
        {
            step = (int)at.Step;
            var losses = at.Values.Where(pair => double.IsFinite(pair.Value)).ToDictionary();
            var isNew = at.Sheet is not null && at.Sheet != sheet;
            if (isNew || shown.Length == 0)
            {
                shown = (at.Sheet is null ? NoSheet(recipe.Training.SampleEvery) : Picture.Load(at.Sheet)).Encode(".webp");
                sheet = at.Sheet;
            }

            run.Report(
                new(step, (int)at.Total, losses.Values.FirstOrDefault(), losses, Pace(losses, recipe)),
                isNew || entries++ % stride == 0 ? shown : null);
            if (File.Exists(checkpoint))
            {
                state.SaveNowAndThen(step);
            }
        }
    }

    private static double? Pace(Dictionary<string, double> figures, Recipe recipe) =>
        figures.TryGetValue("pictures_per_second", out var pictures) && pictures > 0 ? recipe.Training.Batch.Value / pictures : null;

    private static Picture NoSheet(int first) =>
        ContactSheet.Draw([Picture.Blank(Blank, Blank, Colour.White)], 1, [$"The first samples come at step {first}."]);

    private static IEnumerable<JobOutput> Outputs(string folder, string? sheet)
    {
        if (sheet is not null)
        {
            yield return JobOutput.Png("picture", Picture.Load(sheet));
        }

        foreach (var (name, file, type) in new[]
        {
            ("model", "model.safetensors", "application/octet-stream"), ("config", "config.json", "application/json"),
            ("log", "log.csv", "text/csv"), ("recipe", "recipe.yaml", "application/yaml"), ("report", "report.html", "text/html"),
        })
        {
            var path = new FileInfo(Path.Combine(folder, file));
            if (path.Exists && path.Length <= JobRun.LargestFile)
            {
                yield return new(name, type, File.ReadAllBytes(path.FullName));
            }
        }
    }
}
