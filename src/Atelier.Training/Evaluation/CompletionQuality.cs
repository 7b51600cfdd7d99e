using Atelier.Models.Classifier;
using Atelier.Models.Gpt;
using Atelier.Models.Vqgan;
using Atelier.Tensors;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>One way to complete pictures.</summary>
/// <param name="Error">Mean squared error of what was completed, values in [0, 1].</param>
/// <param name="Agreement">Share of pictures that a classifier takes for the class of the whole, true picture.</param>
public sealed record Completion(double Error, double Agreement);

/// <summary>How well a prior completes held-out pictures of which it sees the upper half, without being told of what they are: it draws of the classes that are likely by that half.</summary>
/// <param name="Prior">Of several draws, the mean of those that fit the known pixels best.</param>
/// <param name="Typical">The one draw that stands for all, as <see cref="PictureCompletion.Typical"/> says: not blurred.</param>
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
    /// <param name="progress">Hears the share done.</param>
    /// <exception cref="UserException">The prior must be told words.</exception>
    public static CompletionQuality Measure(CodePrior prior, IPictureCodec codec, SmallClassifier judge, DataOptions data, int count, int draws, Sampling sampling, IProgress<double>? progress = null)
    {
        if (prior.Options.FeatureWidth > 0)
        {
            throw new UserException("This prior must be told in words what it draws; one of nothing or of classes completes without.");
        }

        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        using var random = new RandomGenerator(1);
        using var train = data.Open(DataPart.Train);
        using var held = data.Open(DataPart.Test);
        var truth = PictureBatches.First(held, data, count).ToTensor();                          // [m, c, s, s]
        var half = truth.Size(2) / 2;
        var (mean, nearest) = FromTraining(train, data, truth, half);
        var (completion, kept) = (new PictureCompletion(prior, codec), new KnownCodes(0, 0, data.Size, (int)half));
        var (best, means, typical) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var (i, part) in truth.Split(Together, 0).Index())
        {
            using var inner = TensorScope.Enter();
            var drawn = completion.Draw(part, kept, draws, null, sampling, random);              // [b, d, c, s, s], those first that fit best
            best.Add(inner.Keep(drawn.Select(1, 0).Contiguous()));
            means.Add(inner.Keep(drawn.Narrow(1, 0, Math.Max(1, draws / Fits)).Mean([1])));
            typical.Add(inner.Keep(completion.Typical(drawn, part, kept)));
            progress?.Report((double)(i + 1) * Together / truth.Size(0));
        }

        var classes = judge.Forward(truth).ArgMax(1);
        return new(Judged(Tensor.Concat(0, [.. means])), Judged(Tensor.Concat(0, [.. typical])), Judged(Tensor.Concat(0, [.. best])), Judged(mean.Expand(truth.Shape)), Judged(nearest));

        Completion Judged(Tensor completed)
        {
            var whole = Tensor.Concat(2, truth.Narrow(2, 0, half), completed.Narrow(2, half, truth.Size(2) - half));
            return new((completed - truth).Narrow(2, half, truth.Size(2) - half).Square().Mean().Item(), judge.Forward(whole).ArgMax(1).EqualTo(classes).To(DType.Float32).Mean().Item());
        }
    }

    // the mean training picture [1, c, s, s], and for each picture [m, c, s, s] the training picture with the most similar upper half
    private static (Tensor Mean, Tensor Nearest) FromTraining(IPictureSource train, DataOptions data, Tensor pictures, long half)
    {
        Tensor Upper(Tensor x) => x.Narrow(2, 0, half).Flatten(1);
        var (sum, best, least) = (pictures.Narrow(0, 0, 1).ZerosLike(), new int[pictures.Size(0)], Enumerable.Repeat(float.MaxValue, (int)pictures.Size(0)).ToArray());
        for (var from = 0; from < train.Count; from += Chunk)
        {
            using var inner = TensorScope.Enter();
            var some = PictureBatches.First(train, data, Chunk, from).ToTensor();
            sum.AddInPlace(some.Sum([0], keep: true));
            var apart = PrecisionRecall.Distances(Upper(pictures), Upper(some));
            var at = apart.ArgMin(1, keep: true);
            var (places, values) = (at.ToArray<long>(), apart.Gather(1, at).ToArray<float>());
            for (var i = 0; i < best.Length; i++)
            {
                (best[i], least[i]) = values[i] < least[i] ? (from + (int)places[i], values[i]) : (best[i], least[i]);
            }
        }

        return (sum / train.Count, Tensor.Concat(0, [.. best.Select(index => PictureBatches.First(train, data, 1, index).ToTensor())]));
    }
}
