using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;

namespace Atelier.Cli.Commands.Sample;

/// <summary>What a model folder, or a run, can draw with.</summary>
internal static class DrawingModel
{
    /// <summary>True for the generator of a GAN.</summary>
    public static bool IsGenerator(ModelFiles files) => files.Config.Text("kind") == "generator";

    /// <summary>Finds a model that draws.</summary>
    /// <param name="name">Its name or folder.</param>
    /// <param name="orGenerator">Whether the generator of a GAN will do, or only a prior over codes.</param>
    /// <exception cref="UserException">It draws nothing; what it holds, and what draws, is told.</exception>
    public static ModelFiles Find(string name, bool orGenerator)
    {
        var files = ModelHub.Find(name);
        return files.Config.Text("kind") switch
        {
            null or "prior" => files,
            "generator" when orGenerator => files,
            "generator" => throw new UserException(
                $"{name} holds the generator of a GAN, which draws whole pictures only: 'atelier sample {name}' draws some."),
            "vqvae" or "vqgan" => throw new UserException(
                $"{name} holds a codec, which draws nothing without a prior over its codes: " +
                $"'atelier train gpt-codes --set model.codec={files.Folder}' trains one."),
            var kind => throw new UserException(
                $"{name} holds a model of the kind {kind}, which draws no pictures: the run of a gpt{(orGenerator ? " or gan" : "")} " +
                "recipe is needed, or prior-glyphs."),
        };
    }
}
