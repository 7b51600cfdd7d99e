using System.CommandLine;
using Atelier.Core;
using Atelier.Distributed.Mpi;
using Atelier.Distributed;
using Atelier.Training.Learning;
using Atelier.Training.Recipes;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier train RECIPE.yaml</c>: trains what a recipe describes.</summary>
internal static class TrainRecipe
{
    public static void AddTo(Command train)
    {
        var path = new Argument<string?>("recipe") { Description = "A recipe, such as recipes/vqvae-cifar10.yaml.", Arity = ArgumentArity.ZeroOrOne };
        var set = new Option<string[]>("--set") { Description = "Put a value into the recipe: training.steps=200. May be given several times." };
        var output = new Option<string?>("--output", "-o") { Description = "The run's folder; runs/NAME unless said." };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run in that folder, exactly." };
        var workers = new Option<int>("--workers")
        {
            Description = "Processes on this machine that share every batch; 'mpirun atelier train …' starts them on several machines. Both need Open MPI.",
            DefaultValueFactory = _ => 1,
        };
        var device = new DeviceOption();
        train.Add(path);
        train.Add(set);
        train.Add(output);
        train.Add(resume);
        train.Add(workers);
        train.Add(device);
        train.SetAction((parse, cancel) =>
        {
            if (parse.GetValue(path) is not { } file)
            {
                throw new UserException("A recipe is needed, such as recipes/vqvae-cifar10.yaml; 'atelier train --help' tells what else there is.");
            }

            if (parse.GetValue(workers) is < 1 or > 256)
            {
                throw new UserException("--workers is 1 to 256.");
            }

            var recipe = Recipe.Read(file, parse.GetValue(set) ?? []);
            var folder = parse.GetValue(output) ?? Path.Combine("runs", recipe.Name);
            return Task.FromResult(LocalWorkers.MustBeStarted(parse.GetValue(workers))
                ? LocalWorkers.Start(parse.GetValue(workers), cancel)
                : Run(recipe, folder, device.Of(parse), parse.GetValue(resume), cancel));
        });
    }

    private static int Run(Recipe recipe, string folder, Device device, bool resume, CancellationToken cancel)
    {
        using var stop = Mpirun.UntilReleased(cancel);
        var group = LocalWorkers.Join(device);
        try
        {
            var trainer = new Trainer(recipe, folder, device, group);
            var figures = TrainProgress.Show(progress => trainer.Run(resume, progress, stop.Token));
            if (group.IsMain)
            {
                Console.WriteLine(trainer.IsStopped ? $"Stopped; --resume goes on. {folder}" : $"{TrainProgress.Figures(figures)}\n{folder}");
            }

            (group as ProcessGroup)?.Leave();
            return trainer.IsStopped ? 130 : 0;
        }
        catch (ProcessLostException e)
        {
            throw new UserException($"{e.Message.TrimEnd('.')}; --resume goes on from the last checkpoint.", e);
        }
    }
}
