using Atelier.Core;

namespace Atelier.Models.Classifier;

/// <summary>Loads a <see cref="SmallClassifier"/>.</summary>
public static class ClassifierFile
{
    /// <summary>Loads the network, frozen.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no classifier.</exception>
    public static SmallClassifier Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        long[] Shape(string key) =>
            stored.GetValueOrDefault(key)?.Shape ?? throw new ModelFileException($"{files.Weights} is no classifier: it has no {key}.");
        var channels = Enumerable.Range(0, stored.Count).TakeWhile(i => stored.ContainsKey($"convolutions.{i}.weight"))
            .Select(i => (int)Shape($"convolutions.{i}.weight")[0]).ToList();
        var model = new SmallClassifier(
            Weights.From(stored, files.Weights),
            (int)Shape("convolutions.0.weight")[1],
            channels,
            (int)Shape("features.weight")[0],
            (int)Shape("classes.weight")[0]);
        return model.Freeze().to(device ?? CPU);
    }
}
