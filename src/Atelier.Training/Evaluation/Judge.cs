using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Classifier;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>Judges generated pictures by a classifier trained on real ones: how alike their features
/// are, and which classes they are of.</summary>
internal sealed class Judge : IDisposable
{
    private readonly SmallClassifier _classifier;

    /// <summary>Loads the classifier.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="data">The pictures it is to see.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="UserException">It is no classifier, or of other pictures.</exception>
    public Judge(ModelFiles files, DataOptions data, Device device)
    {
        _classifier = ClassifierFile.Load(files, device);
        try
        {
            MustSuit(_classifier, data, files.Weights);
        }
        catch (UserException)
        {
            _classifier.Dispose();
            throw;
        }
    }

    /// <summary>Checks that a classifier can judge pictures.</summary>
    /// <param name="classifier">Is to see them.</param>
    /// <param name="data">The pictures.</param>
    /// <param name="name">What it is called, for messages.</param>
    /// <exception cref="UserException">It is of other pictures.</exception>
    public static void MustSuit(SmallClassifier classifier, DataOptions data, string name)
    {
        if (classifier.PictureChannels != data.Channels || data.Size >> classifier.Halvings == 0)
        {
            throw new UserException(
                $"{name} judges pictures of {classifier.PictureChannels} channels and at least {1 << classifier.Halvings} pixels, these " +
                $"have {data.Channels} and {data.Size}.");
        }
    }

    /// <summary>Compares held-out pictures with as many generated ones.</summary>
    /// <param name="held">Real pictures.</param>
    /// <param name="generate">Makes pictures [n, c, h, w] in [0, 1] to stand against a batch of real ones.</param>
    /// <returns><c>frechet</c> distance, <c>precision</c> and <c>recall</c> in the classifier's features; <c>classes</c> that occur;
    /// the <c>largest_class</c>'s share; <c>recognised</c>, the share that is of the class of the real picture it stands against
    /// (chance, where classes are not asked for).</returns>
    public IReadOnlyDictionary<string, double> Compare(IEnumerable<PictureBatch> held, Func<PictureBatch, Tensor> generate)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var (real, made, classes, recognised) = (new List<Tensor>(), new List<Tensor>(), new List<long>(), 0);
        foreach (var batch in held)
        {
            using var inner = NewDisposeScope();
            var pictures = generate(batch);
            var seen = _classifier.call(pictures).argmax(1).ToArray<long>();
            recognised += seen.Zip(batch.Classes).Count(pair => pair.First == pair.Second);
            classes.AddRange(seen);
            real.Add(inner.MoveToOuter(_classifier.Features(batch.ToTensor())));
            made.Add(inner.MoveToOuter(_classifier.Features(pictures)));
        }

        var counts = classes.GroupBy(category => category).Select(group => group.Count()).ToList();
        var (truth, likeness) = (cat([.. real], 0), cat([.. made], 0));
        var overlap = PrecisionRecall.Between(truth, likeness);
        return new Dictionary<string, double>
        {
            ["frechet"] = FrechetDistance.Between(truth, likeness),
            ["precision"] = overlap.Precision,
            ["recall"] = overlap.Recall,
            ["classes"] = counts.Count,
            ["largest_class"] = counts.Max() / (double)classes.Count,
            ["recognised"] = recognised / (double)classes.Count,
        };
    }

    /// <summary>Releases the classifier.</summary>
    public void Dispose() => _classifier.Dispose();
}
