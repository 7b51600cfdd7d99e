using Atelier.Core;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>Runs a <see cref="LinearProbe"/> on the pictures of a recipe.</summary>
public static class ProbeQuality
{
    private const int BatchSize = 100;

    /// <summary>Accuracy on held-out pictures of a probe trained on as many training pictures.</summary>
    /// <param name="features">Extracts the features.</param>
    /// <param name="data">The pictures.</param>
    /// <param name="count">Pictures of each split.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="skipped">Told of pictures that cannot be read; they are left out.</param>
    /// <exception cref="RecipeException">The data have no classes, or no picture can be read.</exception>
    public static double Measure(PictureFeatures features, DataOptions data, int count, Device device, IProgress<SkippedPicture>? skipped)
    {
        using var scope = NewDisposeScope();
        using var train = data.Open(DataSplit.Train);
        using var heldOut = data.Open(DataSplit.Test);
        if (train.Classes.Count < 2)
        {
            throw data.Path.Error($"{data.Path} has no classes to tell apart");
        }

        var (x, y) = Extract(train);
        var (testX, testY) = Extract(heldOut);
        return LinearProbe.Accuracy(x, y, testX, testY, train.Classes.Count);

        (Tensor Features, Tensor Classes) Extract(IPictureSource source)
        {
            var (all, classes) = (new List<Tensor>(), new List<long>());
            foreach (var batch in DataLoader.InOrder(source, data, count, BatchSize, skipped))
            {
                using var inner = NewDisposeScope();
                all.Add(inner.MoveToOuter(features.Extract((batch with { Device = device }).ToTensor())));
                classes.AddRange(batch.Classes);
            }

            return all.Count == 0
                ? throw data.Path.Error("no picture can be read")
                : (cat([.. all], 0), tensor(classes.ToArray(), [classes.Count]).to(device));
        }
    }
}
