using Atelier.Tensors;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>A <see cref="LinearProbe"/> on the pictures of a recipe.</summary>
public static class ProbeQuality
{
    private const int Batch = 100;

    /// <summary>Accuracy on held-out pictures of a probe that learned on as many training ones.</summary>
    /// <exception cref="UserException">The data have no classes.</exception>
    public static double Measure(PictureFeatures features, DataOptions data, int count, Device device)
    {
        using var scope = TensorScope.Enter();
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
            for (var from = 0; from < Math.Min(count, source.Count); from += Batch)
            {
                using var inner = TensorScope.Enter();
                var batch = PictureBatches.First(source, data, Math.Min(Batch, count - from), from) with { Device = device };
                all.Add(inner.Keep(features.Of(batch.ToTensor())));
                classes.AddRange(batch.Classes);
            }

            return (Tensor.Concat(0, [.. all]), Tensor.From(classes.ToArray(), classes.Count).To(device));
        }
    }
}
