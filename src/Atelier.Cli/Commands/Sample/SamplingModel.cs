using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;

namespace Atelier.Cli.Commands.Sample;

/// <summary>What a model folder, or a run, can draw with.</summary>
internal static class SamplingModel
{
    /// <summary>Finds a model that draws.</summary>
    /// <param name="name">Its name or folder.</param>
    /// <param name="allowsGenerator">Whether the generator of a GAN or a diffusion model will do, or only a prior over codes.</param>
    /// <exception cref="CommandLineException">It draws nothing; what it holds, and what draws, is told.</exception>
    public static ModelFiles Find(string name, bool allowsGenerator)
    {
        var files = ModelHub.Find(name);
        return files.Config.String("kind") switch
        {
            null or "prior" => files,
            "generator" or "diffusion" when allowsGenerator => files,
            "diffusion" => throw new CommandLineException(
                $"{name} holds a diffusion model: 'atelier imagine --model {name} --init-image PICTURE --mask PART' completes a picture."),
            "generator" => throw new CommandLineException(
                $"{name} holds the generator of a GAN, which draws whole pictures only: 'atelier sample {name}' draws some."),
            "vqvae" or "vqgan" => throw new CommandLineException(
                $"{name} holds a codec, which draws nothing without a prior over its codes: " +
                $"'atelier train gpt-codes --set model.codec={files.Folder}' trains one."),
            var kind => throw new CommandLineException(
                $"{name} holds a model of the kind {kind}, which draws no pictures: the run of a " +
                $"gpt{(allowsGenerator ? ", gan or diffusion" : "")} " +
                "recipe is needed, or prior-glyphs."),
        };
    }
}
