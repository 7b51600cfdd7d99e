using Atelier.Core;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>A <see cref="LinearProbe"/> on the pictures of a recipe.</summary>
public static class ProbeQuality
{
    private const int Batch = 100;

    /// <summary>Accuracy on held-out pictures of a probe that learned on as many training ones.</summary>
    /// <param name="features">What it sees of them.</param>
    /// <param name="data">The pictures.</param>
    /// <param name="count">How many of each part.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="broken">Hears of pictures that cannot be read, and why; they are left out.</param>
    /// <exception cref="UserException">The data have no classes, or no picture can be read.</exception>
    public static double Measure(PictureFeatures features, DataOptions data, int count, Device device, Action<string, string> broken)
    {
        using var scope = NewDisposeScope();
        using var train = data.Open(DataPart.Train);
        using var held = data.Open(DataPart.Test);
        if (train.Classes.Count < 2)
        {
            throw new UserException($"{data.Path} has no classes to tell apart.");
        }

        var (x, y) = Of(train);
        var (testX, testY) = Of(held);
        return LinearProbe.Accuracy(x, y, testX, testY, train.Classes.Count);

        (Tensor Features, Tensor Classes) Of(IPictureSource source)
        {
            var (all, classes) = (new List<Tensor>(), new List<long>());
            foreach (var batch in PictureBatches.InOrder(source, data, count, Batch, broken))
            {
                using var inner = NewDisposeScope();
                all.Add(inner.MoveToOuter(features.Of((batch with { Device = device }).ToTensor())));
                classes.AddRange(batch.Classes);
            }

            return all.Count == 0
                ? throw data.Wrong("path", "no picture can be read")
                : (cat([.. all], 0), tensor(classes.ToArray(), [classes.Count]).to(device));
        }
    }
}
