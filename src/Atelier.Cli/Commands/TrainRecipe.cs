using System.CommandLine;
using Atelier.Core;
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
        var workers = new Option<int>("--workers") { Description = "Processes on this machine that share every batch; torchrun's RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT join several machines.", DefaultValueFactory = _ => 1 };
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
            using var together = new LocalWorkers(parse.GetValue(workers));
            var trainer = new Trainer(recipe, folder, device.Of(parse));
            var figures = TrainProgress.Show(progress => trainer.Run(parse.GetValue(resume), progress, cancel));
            if (Workers.Current.IsFirst)
            {
                Console.WriteLine(cancel.IsCancellationRequested ? $"Stopped; --resume goes on. {folder}" : $"{TrainProgress.Figures(figures)}\n{folder}");
            }

            return Task.FromResult(cancel.IsCancellationRequested ? 130 : 0);
        });
    }
}
