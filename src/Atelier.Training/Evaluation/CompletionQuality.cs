using Atelier.Art.Complete;
using Atelier.Core;
using Atelier.Models.Classifier;
using Atelier.Models.Codecs;
using Atelier.Models.Prior;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>One way to complete pictures.</summary>
/// <param name="Error">Mean squared error of what was completed, values in [0, 1].</param>
/// <param name="Agreement">Share of pictures that a classifier takes for the class of the whole, true picture.</param>
public sealed record Completion(double Error, double Agreement);

/// <summary>How well a prior completes held-out pictures of which it sees the upper half, without being told of what they are: it draws of
/// the classes that are likely by that half.</summary>
/// <param name="Prior">Of several draws, the mean of those that fit the known pixels best.</param>
/// <param name="Typical">The one draw that stands for all, as <see cref="PictureCompletion.SelectTypical"/> says: not blurred.</param>
/// <param name="Best">The draw that fits best.</param>
/// <param name="Mean">The mean of the training pictures.</param>
/// <param name="Nearest">The training picture whose upper half is nearest.</param>
public sealed record CompletionQuality(Completion Prior, Completion Typical, Completion Best, Completion Mean, Completion Nearest)
{
    private const int Together = 25; // pictures completed at once
    private const int Fits = 4;      // of so many draws, one fits well enough
    private const int Chunk = 2000;  // training pictures compared at once

    /// <summary>Measures.</summary>
    /// <param name="prior">Draws; of nothing or of classes.</param>
    /// <param name="codec">Whose codes they are.</param>
    /// <param name="judge">Tells classes apart.</param>
    /// <param name="data">The pictures: training ones to look for the nearest in, held-out ones to complete.</param>
    /// <param name="count">Pictures to complete.</param>
    /// <param name="draws">Draws of each.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="broken">Hears of pictures that cannot be read, and why; they are left out.</param>
    /// <param name="progress">Hears the share done.</param>
    /// <exception cref="UserException">The prior must be told words, the judge judges other
    /// pictures, or no picture can be read.</exception>
    public static CompletionQuality Measure(
        CodePrior prior, PictureCodec codec, SmallClassifier judge, DataOptions data, int count, int draws, Sampling sampling,
        Action<string, string> broken, IProgress<double>? progress = null)
    {
        if (prior.Options.FeatureWidth > 0)
        {
            throw new UserException("This prior must be told in words what it draws; one of nothing or of classes completes without.");
        }

        Judge.MustSuit(judge, data, "The classifier");
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var random = new Generator(1);
        using var train = data.Open(DataPart.Train);
        using var held = data.Open(DataPart.Test);
        var truth = PictureBatches.InOrder(held, data, count, count, broken).FirstOrDefault()?.ToTensor()
            ?? throw data.Wrong("path", "no picture to test on can be read"); // [m, c, s, s]
        var half = truth.size(2) / 2;
        var (mean, nearest) = FromTraining(PictureBatches.InOrder(train, data, train.Count, Chunk, broken), truth, half);
        var (completion, kept) = (new PictureCompletion(prior, codec), new InpaintMask(0, 0, data.Size, (int)half));
        var (best, means, typical) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var (i, part) in truth.split(Together, 0).Index())
        {
            using var inner = NewDisposeScope();
            var drawn = completion.Sample(part, kept, draws, null, sampling, random); // [b, d, c, s, s], those first that fit best
            best.Add(inner.MoveToOuter(drawn.select(1, 0).contiguous()));
            means.Add(inner.MoveToOuter(drawn.narrow(1, 0, Math.Max(1, draws / Fits)).mean([1])));
            typical.Add(inner.MoveToOuter(completion.SelectTypical(drawn, part, kept)));
            progress?.Report((double)(i + 1) * Together / truth.size(0));
        }

        var classes = judge.call(truth).argmax(1);
        return new(
            Judged(cat([.. means], 0)),
            Judged(cat([.. typical], 0)),
            Judged(cat([.. best], 0)),
            Judged(mean.expand(truth.shape)),
            Judged(nearest));

        Completion Judged(Tensor completed)
        {
            var whole = cat([truth.narrow(2, 0, half), completed.narrow(2, half, truth.size(2) - half)], 2);
            return new(
                (completed - truth).narrow(2, half, truth.size(2) - half).square().mean().ToDouble(),
                judge.call(whole).argmax(1).eq(classes).to(ScalarType.Float32).mean().ToDouble());
        }
    }

    // the mean training picture [1, c, s, s], and for each picture [m, c, s, s] the training picture with the most similar upper half
    private static (Tensor Mean, Tensor Nearest) FromTraining(IEnumerable<PictureBatch> train, Tensor pictures, long half)
    {
        Tensor Upper(Tensor x) => x.narrow(2, 0, half).flatten(1);
        var (sum, seen) = (zeros_like(pictures.narrow(0, 0, 1)), 0);
        var (nearest, least) = (zeros_like(pictures), full([pictures.size(0), 1], double.PositiveInfinity, device: pictures.device));
        foreach (var batch in train)
        {
            using var inner = NewDisposeScope();
            var some = batch.ToTensor();
            sum.add_(some.sum([0], keepdim: true));
            seen += batch.Count;
            var apart = PrecisionRecall.Distances(Upper(pictures), Upper(some));                 // [m, n]
            var at = apart.argmin(1, keepdim: true);
            var far = apart.gather(1, at);
            var nearer = far.lt(least);                                                        // [m, 1]
            nearest.copy_(where(nearer.reshape(-1, 1, 1, 1), some.index_select(0, at.flatten()), nearest));
            least.copy_(where(nearer, far, least));
        }

        return seen > 0 ? (sum / seen, nearest) : throw new UserException("None of the training pictures can be read.");
    }
}
