using Atelier.Models.Codecs.Autoencoder;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Autoencoder;

/// <summary>An autoencoder in a recipe: <c>model: {kind: autoencoder, channels, code_channels}</c>.</summary>
internal sealed record AutoencoderOptions(AutoencoderSizes Sizes, OptimiserOptions Optimiser) : ILearnerOptions
{
    public static AutoencoderOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var sizes = new AutoencoderSizes
        {
            PictureChannels = data.Channels,
            Channels = model.Ints("channels", [32, 64, 128]),
            CodeChannels = model.Size("code_channels", 16),
        };
        Requirements.Divisible(data, sizes.Factor);
        Requirements.Fp32(training, "an autoencoder");
        return new(sizes, OptimiserOptions.Read(root.Section("optimiser")));
    }

    public ILearner Create(
        DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group) =>
        new AutoencoderLearner(new(Weights.Fresh(random, group), Sizes), Optimiser, training.EmaDecay);
}
