using System.CommandLine;
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
        var device = new DeviceOption();
        train.Add(path);
        train.Add(set);
        train.Add(output);
        train.Add(resume);
        train.Add(device);
        train.SetAction((parse, cancel) =>
        {
            if (parse.GetValue(path) is not { } file)
            {
                throw new Tensors.UserException("A recipe is needed, such as recipes/vqvae-cifar10.yaml; 'atelier train --help' tells what else there is.");
            }

            var recipe = Recipe.Read(file, parse.GetValue(set) ?? []);
            var folder = parse.GetValue(output) ?? Path.Combine("runs", recipe.Name);
            var trainer = new Trainer(recipe, folder, device.Of(parse));
            var figures = TrainProgress.Show(progress => trainer.Run(parse.GetValue(resume), progress, cancel));
            Console.WriteLine(cancel.IsCancellationRequested ? $"Stopped; --resume goes on. {folder}" : $"{TrainProgress.Figures(figures)}\n{folder}");
            return Task.FromResult(cancel.IsCancellationRequested ? 130 : 0);
        });
    }
}
