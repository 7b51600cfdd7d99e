using Atelier.Art.Complete;
using Atelier.Core;
using Atelier.Models.Classifier;
using Atelier.Models.Codecs;
using Atelier.Models.Prior;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>Quality of one way to complete pictures.</summary>
/// <param name="Error">Mean squared error of the completed half, values in [0, 1].</param>
/// <param name="Agreement">Fraction of pictures to which a classifier assigns the same class as to the original.</param>
public sealed record Completion(double Error, double Agreement);

/// <summary>How well a prior completes held-out pictures from their upper half. It is not told the class but samples it from the posterior
/// given that half.</summary>
/// <param name="Prior">The mean of the samples that fit the observed pixels best.</param>
/// <param name="Typical">The one draw that stands for all, as <see cref="PictureCompletion.SelectTypical"/> says: not blurred.</param>
/// <param name="Best">The sample that fits best.</param>
/// <param name="Mean">The mean of the training pictures.</param>
/// <param name="Nearest">The training picture with the nearest upper half.</param>
public sealed record CompletionQuality(Completion Prior, Completion Typical, Completion Best, Completion Mean, Completion Nearest)
{
    private const int BatchSize = 25;
    private const int SamplesPerFit = 4; // a quarter of the samples is averaged
    private const int TrainBatchSize = 2000;

    /// <summary>Measures.</summary>
    /// <param name="prior">The prior, unconditional or of classes.</param>
    /// <param name="codec">The codec of its codes.</param>
    /// <param name="classifier">Assigns classes.</param>
    /// <param name="data">The data set: held-out pictures are completed, training pictures are the baselines.</param>
    /// <param name="count">Pictures to complete.</param>
    /// <param name="draws">Samples of each.</param>
    /// <param name="sampling">How codes are sampled.</param>
    /// <param name="skipped">Told of pictures that cannot be read; they are left out.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <exception cref="ModelFileException">The prior is conditioned on captions, or the classifier is one of other pictures.</exception>
    /// <exception cref="RecipeException">No picture can be read.</exception>
    public static CompletionQuality Measure(
        CodePrior prior, PictureCodec codec, SmallClassifier classifier, DataOptions data, int count, int draws, Sampling sampling,
        IProgress<SkippedPicture>? skipped, IProgress<double>? progress = null)
    {
        if (prior.Options.FeatureWidth > 0)
        {
            throw new ModelFileException("This prior is conditioned on captions; an unconditional one or one of classes is needed.");
        }

        ClassifierScorer.RequireCompatible(classifier, data, "The classifier");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var device = codec.Quantizer.Codebook.device;
        using var random = new DeviceGenerator(1, device);
        using var train = data.Open(DataSplit.Train);
        using var heldOut = data.Open(DataSplit.Test);
        var truth = DataLoader.InOrder(heldOut, data, count, count, skipped).FirstOrDefault()?.ToTensor().to(device)
            ?? throw data.Path.Error("no picture to test on can be read"); // [m, c, s, s]
        var half = truth.size(2) / 2;
        var (mean, nearest) = Baselines(DataLoader.InOrder(train, data, train.Count, TrainBatchSize, skipped), truth, half);
        var (completion, kept) = (new PictureCompletion(prior, codec), new InpaintMask(0, 0, data.Size, (int)half));
        var (best, means, typical) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var (i, part) in truth.split(BatchSize, 0).Index())
        {
            using var inner = NewDisposeScope();
            var drawn = completion.Sample(part, kept, draws, null, sampling, random); // [b, d, c, s, s], those first that fit best
            best.Add(inner.MoveToOuter(drawn.select(1, 0).contiguous()));
            means.Add(inner.MoveToOuter(drawn.narrow(1, 0, Math.Max(1, draws / SamplesPerFit)).mean([1])));
            typical.Add(inner.MoveToOuter(completion.SelectTypical(drawn, part, kept)));
            progress?.Report((double)(i + 1) * BatchSize / truth.size(0));
        }

        var classes = classifier.call(truth).argmax(1);
        return new(
            Score(cat([.. means], 0)),
            Score(cat([.. typical], 0)),
            Score(cat([.. best], 0)),
            Score(mean.expand(truth.shape)),
            Score(nearest));

        Completion Score(Tensor completed)
        {
            var whole = cat([truth.narrow(2, 0, half), completed.narrow(2, half, truth.size(2) - half)], 2);
            return new(
                (completed - truth).narrow(2, half, truth.size(2) - half).square().mean().ToDouble(),
                classifier.call(whole).argmax(1).eq(classes).to(ScalarType.Float32).mean().ToDouble());
        }
    }

    // the mean training picture [1, c, s, s], and for each picture the training picture with the nearest upper half [m, c, s, s]
    private static (Tensor Mean, Tensor Nearest) Baselines(IEnumerable<PictureBatch> train, Tensor pictures, long half)
    {
        Tensor Upper(Tensor x) => x.narrow(2, 0, half).flatten(1);
        var (sum, count) = (zeros_like(pictures.narrow(0, 0, 1)), 0);
        var (nearest, smallest) = (zeros_like(pictures), full([pictures.size(0), 1], double.PositiveInfinity, device: pictures.device));
        foreach (var batch in train)
        {
            using var inner = NewDisposeScope();
            var candidates = batch.ToTensor().to(pictures.device);
            sum.add_(candidates.sum([0], keepdim: true));
            count += batch.Count;
            var distances = PrecisionRecall.Distances(Upper(pictures), Upper(candidates));                 // [m, n]
            var index = distances.argmin(1, keepdim: true);
            var distance = distances.gather(1, index);
            var nearer = distance.lt(smallest);                                                        // [m, 1]
            nearest.copy_(where(nearer.reshape(-1, 1, 1, 1), candidates.index_select(0, index.flatten()), nearest));
            smallest.copy_(where(nearer, distance, smallest));
        }

        return count > 0 ? (sum / count, nearest) : throw new DataFormatException("None of the training pictures can be read.");
    }
}
