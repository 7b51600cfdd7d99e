using Atelier.Core;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;

namespace Atelier.Training.Loop;

/// <summary>A model to train, as a recipe describes it.</summary>
public interface ILearnerOptions
{
    /// <summary>Creates networks and optimizers.</summary>
    /// <param name="data">The pictures.</param>
    /// <param name="training">Batch size, precision and schedule.</param>
    /// <param name="classes">Names of the classes of the pictures; empty without classes.</param>
    /// <param name="random">Draws the initial weights; its device is the device of the networks.</param>
    /// <param name="group">The processes that train together.</param>
    /// <exception cref="RecipeException">The data or a model that the recipe names do not fit.</exception>
    ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group);
}
