using Atelier.Models.Discriminators;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>The PatchGAN discriminator: the section <c>discriminator</c>.</summary>
/// <param name="Sizes">Its hyperparameters.</param>
/// <param name="Optimiser">Its optimizer.</param>
internal sealed record DiscriminatorOptions(PatchOptions Sizes, OptimiserOptions Optimiser)
{
    /// <summary>Reads the section; without it the defaults hold.</summary>
    public static DiscriminatorOptions Read(RecipeSection root, DataOptions data, int channels, OptimiserOptions defaults)
    {
        var section = root.Section("discriminator");
        var sizes = new PatchOptions
        {
            InChannels = channels,
            Channels = section.Size("channels", 64),
            Layers = section.Int("layers", 3, 1, 8),
            Norm = section.Bool("actnorm", false) ? PatchNorm.Act : PatchNorm.Batch,
        };
        return data.Size >> sizes.Layers >= 4
            ? new(sizes, OptimiserOptions.Read(section.Section("optimiser"), defaults))
            : throw section.Error(
                "layers", $"pictures of {data.Size} pixels leave no patch after {sizes.Layers} halvings and two more convolutions");
    }
}
