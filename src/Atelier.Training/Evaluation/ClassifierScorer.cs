using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Classifier;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>Scores generated pictures with a classifier trained on real ones: similarity of their features, and their classes.</summary>
internal sealed class ClassifierScorer : IDisposable
{
    private readonly SmallClassifier _classifier;

    /// <summary>Loads the classifier.</summary>
    /// <param name="files">The classifier's files.</param>
    /// <param name="data">The pictures to score.</param>
    /// <param name="device">The device it computes on.</param>
    /// <exception cref="ModelFileException">It is no classifier, or one of other pictures.</exception>
    public ClassifierScorer(ModelFiles files, DataOptions data, Device device)
    {
        _classifier = ClassifierFile.Load(files, device);
        try
        {
            RequireCompatible(_classifier, data, files.Weights);
        }
        catch (ModelFileException)
        {
            _classifier.Dispose();
            throw;
        }
    }

    /// <summary>Checks that a classifier can score pictures.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="data">The pictures.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="ModelFileException">It is one of other pictures.</exception>
    public static void RequireCompatible(SmallClassifier classifier, DataOptions data, string name)
    {
        if (classifier.PictureChannels != data.Channels || data.Size >> classifier.Halvings == 0)
        {
            throw new ModelFileException(
                $"{name} scores pictures of {classifier.PictureChannels} channels and at least {1 << classifier.Halvings} pixels, these " +
                $"have {data.Channels} and {data.Size}.");
        }
    }

    /// <summary>Compares held-out pictures with as many generated ones.</summary>
    /// <param name="heldOut">Real pictures.</param>
    /// <param name="generate">Generates the counterparts of a batch, [n, c, h, w] in [0, 1].</param>
    /// <returns><c>frechet</c> distance, <c>precision</c> and <c>recall</c> of the classifier's features; the number of <c>classes</c> that
    /// occur; the fraction in the <c>largest_class</c>; and <c>recognised</c>, the fraction with the class of their counterpart, which
    /// means something only for conditional samples.</returns>
    public IReadOnlyDictionary<string, double> Compare(IEnumerable<PictureBatch> heldOut, Func<PictureBatch, Tensor> generate)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (real, generated, classes, recognised) = (new List<Tensor>(), new List<Tensor>(), new List<long>(), 0);
        foreach (var batch in heldOut)
        {
            using var inner = NewDisposeScope();
            var pictures = generate(batch);
            var predicted = _classifier.call(pictures).argmax(1).ToArray<long>();
            recognised += predicted.Zip(batch.Classes).Count(pair => pair.First == pair.Second);
            classes.AddRange(predicted);
            real.Add(inner.MoveToOuter(_classifier.Features(batch.ToTensor())));
            generated.Add(inner.MoveToOuter(_classifier.Features(pictures)));
        }

        var counts = classes.GroupBy(category => category).Select(group => group.Count()).ToList();
        var (realFeatures, generatedFeatures) = (cat([.. real], 0), cat([.. generated], 0));
        var coverage = PrecisionRecall.Between(realFeatures, generatedFeatures);
        return new Dictionary<string, double>
        {
            ["frechet"] = FrechetDistance.Between(realFeatures, generatedFeatures),
            ["precision"] = coverage.Precision,
            ["recall"] = coverage.Recall,
            ["classes"] = counts.Count,
            ["largest_class"] = counts.Max() / (double)classes.Count,
            ["recognised"] = recognised / (double)classes.Count,
        };
    }

    /// <summary>Releases the classifier.</summary>
    public void Dispose() => _classifier.Dispose();
}
