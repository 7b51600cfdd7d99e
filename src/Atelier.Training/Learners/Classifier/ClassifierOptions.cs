using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Classifier;

/// <summary>A classifier in a recipe: <c>model: {kind: classifier, channels, width, label_smoothing}</c>.</summary>
internal sealed record ClassifierOptions(IReadOnlyList<int> Channels, int Width, double LabelSmoothing, OptimiserOptions Optimiser)
    : ILearnerOptions
{
    public static ClassifierOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var channels = model.Ints("channels", [32, 64]);
        if (data.Size >> channels.Count < 2)
        {
            throw model.Error("channels", $"pictures of {data.Size} pixels can be halved {(int)Math.Log2(data.Size) - 1} times");
        }

        Requirements.Fp32(training, "a classifier");
        return new(
            channels,
            model.Size("width", 128),
            model.Double("label_smoothing", 0, 0, 0.9),
            OptimiserOptions.Read(root.Section("optimiser")));
    }

    public ILearner Create(
        DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group) =>
        classes.Count > 1
            ? new ClassifierLearner(
                new(Weights.Fresh(random, group), data.Channels, Channels, Width, classes.Count), this, data, classes, training.EmaDecay)
            : throw data.Path.Error("pictures of several classes are needed to tell apart");
}
