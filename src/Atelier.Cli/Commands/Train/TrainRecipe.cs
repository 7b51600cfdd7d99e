using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Distributed;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Distributed;
using Atelier.Training;
using Atelier.Training.Loop;

namespace Atelier.Cli.Commands.Train;

/// <summary><c>atelier train RECIPE.yaml</c>: trains what a recipe describes.</summary>
internal static class TrainRecipe
{
    private const string RecipeName = "recipe.yaml";

    public static void AddTo(Command train)
    {
        var path = new Argument<string?>("recipe")
        {
            Description = "A recipe: its file, or the name of one of recipes/, such as vqvae-fashion.", Arity = ArgumentArity.ZeroOrOne,
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Override a value of the recipe: training.steps=200. May be given several times.",
        };
        var output = new Option<string?>("--output", "-o") { Description = "The run's folder; by default runs/NAME." };
        var resume = new Option<string?>("--resume")
        {
            Description = "Resume a run exactly, by its folder, which holds the recipe and its overrides. Beside a recipe, " +
                "the folder is that of --output.",
            HelpName = "run",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var workers = new NumericOption<int>(1, 256, "--workers")
        {
            Description = "Processes on this machine that share every batch; 'mpirun atelier train …' starts them on several machines. " +
                "Both need Open MPI.",
            Default = 1,
        };
        foreach (var option in new Option[] { set, output, resume, workers })
        {
            train.Add(option);
        }

        train.Add(path);
        train.WithComputeOptions(CommonOptions.RecipePrecision);
        train.SetAction((parse, cancel) =>
        {
            string[] values = [.. parse.GetValue(set) ?? [], .. parse.RecipeValues()];
            var (isResumed, folder) = (parse.IsGiven(resume), parse.GetValue(resume));
            if (folder is not null)
            {
                parse.RejectUnused([output], "beside --resume RUN");
                folder = File.Exists(Path.Combine(folder, RecipeName))
                    ? folder
                    : throw new CommandLineException($"There is nothing to resume in {folder}: it holds no {RecipeName}.");
            }

            var file = parse.GetValue(path) ?? (folder is null ? null : Path.Combine(folder, RecipeName))
                ?? throw new CommandLineException(
                    "A recipe is needed, such as vqvae-fashion; 'atelier train --help' shows the other options.");
            var recipe = Recipe.Read(file, values);
            folder ??= parse.GetValue(output) ?? Path.Combine("runs", recipe.Name);
            return Task.FromResult(LocalProcesses.ShouldLaunch(workers.Get(parse))
                ? LocalProcesses.Launch(workers.Get(parse), cancel)
                : Run(recipe, folder, parse.Device(), isResumed, parse.Report(), cancel));
        });
    }

    private static int Run(Recipe recipe, string folder, Device device, bool resume, Report report, CancellationToken cancel)
    {
        using var stop = Mpirun.CancelWithInput(Console.OpenStandardInput, Interruption.EndAtOnce, cancel);
        var group = LocalProcesses.Join(device);
        try
        {
            var trainer = new Trainer(recipe, folder, device, group, SkippedPictures.Told);
            var figures = TrainProgress.Show(report, progress => trainer.Run(resume, progress, stop.Token));
            if (group.IsMain)
            {
                report.Result(
                    trainer.IsStopped
                        ? $"Stopped; 'atelier train --resume {folder}' resumes it."
                        : $"{TrainProgress.Figures(figures)}\n{folder}",
                    new { run = folder, stopped = trainer.IsStopped, figures });
            }

            (group as ProcessGroup)?.Leave();
            return trainer.IsStopped ? Interruption.ExitCode : 0;
        }
        catch (ProcessLostException e)
        {
            throw new CommandLineException(
                $"{e.Message.TrimEnd('.')}; 'atelier train --resume {folder}' resumes from the last checkpoint.", e);
        }
    }
}
