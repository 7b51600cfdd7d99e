using Atelier.Models.Codecs;
using Atelier.Models.Prior;

namespace Atelier.Art.Complete;

/// <summary>Inpaints pictures with a prior over codes, in two passes. Codes at the border of the observed region depend on pixels beyond
/// it, and the border may cut through their cells. So the first pass samples the rest, and the samples that fit best surround the region
/// when it is encoded for the second pass. b pictures, d samples of each, s their side.</summary>
/// <param name="prior">Samples codes.</param>
/// <param name="codec">Encodes pictures to these codes and decodes them.</param>
public sealed class PictureCompletion(CodePrior prior, PictureCodec codec)
{
    private const int LeastFirstPass = 16;     // samples of each picture
    private const int FirstPassPerKept = 4;    // one of so many samples fits well enough to surround the region
    private const double ClearPosterior = 0.9; // relative to the largest class posterior among the samples of a picture

    /// <summary>Samples the rest of each picture several times.</summary>
    /// <param name="pictures">[b, c, s, s] in [0, 1]; only the observed region matters.</param>
    /// <param name="mask">The observed region; at least one cell lies wholly in it.</param>
    /// <param name="count">Samples d of each picture.</param>
    /// <param name="conditioning">The conditioning of b pictures; null to sample it by <see cref="CodePrior.SampleClasses"/>.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">The random generator, on the prior's device.</param>
    /// <returns>Decoded samples [b, d, c, s, s] in [0, 1]; those with the least error in the observed region come first.</returns>
    public Tensor Sample(Tensor pictures, InpaintMask mask, int count, Conditioning? conditioning, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tries = Math.Max(count, LeastFirstPass);
        var known = mask.Encode(codec, pictures);
        var sampled = conditioning?.Each(tries)
            ?? prior.SampleClasses(ClassEvidence(pictures, mask), tries, random, combineWithBayes: true);
        var first = Pass(known.repeat_interleave(tries, 0), sampled, sampling, random);
        var sorted = SortByFit(first.reshape([pictures.size(0), tries, .. pictures.shape[1..]]), pictures, mask); // [b, t, c, s, s]
        var surroundings = sorted.index_select(1, Cycle(tries / FirstPassPerKept)).flatten(0, end_dim: 1);        // [b · d, c, s, s]
        var again = mask.Encode(codec, pictures.repeat_interleave(count, 0), surroundings);
        var second = Pass(again, conditioning?.Each(count) ?? prior.SampleClasses(again, 1, random), sampling, random);
        return scope.MoveToOuter(SortByFit(second.reshape([pictures.size(0), count, .. pictures.shape[1..]]), pictures, mask));

        Tensor Cycle(int period) => // 0, 1, …, period - 1, 0, …
            tensor((long[])[.. Enumerable.Range(0, count).Select(i => (long)(i % period))], [count]).to(pictures.device);
    }

    /// <summary>The most typical sample of each picture: of the clear ones, the nearest to their mean. The likeliest class follows from the
    /// observed region alone. A sample is clear if its posterior of that class comes near the largest among the samples. Without classes
    /// all samples are clear.</summary>
    /// <param name="samples">[b, d, c, s, s] in [0, 1].</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <param name="mask">Their observed region.</param>
    /// <returns>[b, c, s, s].</returns>
    public Tensor SelectTypical(Tensor samples, Tensor pictures, InpaintMask mask)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var posterior = prior.Options.Classes > 0
            ? LikeliestClassPosterior(samples, pictures, mask)
            : ones([samples.size(0), samples.size(1)]).to(samples.device); // [b, d]
        var clear = (posterior / posterior.topk(1, 1).values).ge(ClearPosterior).to(samples.dtype);
        var mean = (samples * clear.reshape(samples.size(0), -1, 1, 1, 1)).sum([1], keepdim: true)
            / clear.sum([1]).reshape(-1, 1, 1, 1, 1);
        var error = (samples - mean).square().flatten(2).mean([2]).masked_fill(clear.eq(0), double.PositiveInfinity);
        var chosen = error.argmin(1) + (arange(samples.size(0), device: samples.device) * samples.size(1)); // [b], into [b · d]
        return scope.MoveToOuter(samples.flatten(0, end_dim: 1).index_select(0, chosen.to(ScalarType.Int64)));
    }

    // the posterior, of each sample, of the class that is likeliest by the observed region, [b, d]
    private Tensor LikeliestClassPosterior(Tensor samples, Tensor pictures, InpaintMask mask)
    {
        using var scope = NewDisposeScope();
        var composite = mask.Composite(pictures.repeat_interleave(samples.size(1), 0), samples.flatten(0, end_dim: 1)); // [b · d, c, s, s]
        var probabilities = prior.ClassProbabilities(codec.EncodeToCodes(composite))
            .reshape(samples.size(0), samples.size(1), -1); // [b, d, classes]
        var likeliest = prior.ClassProbabilities(ClassEvidence(pictures, mask), combineWithBayes: true).argmax(1);                 // [b]
        return scope.MoveToOuter(probabilities.gather(2, likeliest.reshape(-1, 1, 1).expand(-1, samples.size(1), 1)).flatten(1));
    }

    // the codes that the class is inferred from: a classification head was trained on cells that the border cuts through
    private Tensor ClassEvidence(Tensor pictures, InpaintMask mask) =>
        mask.Encode(codec, pictures, prior.Options.HasClassHead ? InpaintMask.AnyCoverage : 1);

    // samples the codes [b, n] that are -1, and decodes to [b, c, s, s]
    private Tensor Pass(Tensor known, Conditioning conditioning, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            codec.DecodeCodes(prior.Sample(known.size(0), conditioning, sampling, random, known), prior.Options.Side, prior.Options.Side));
    }

    // the samples [b, d, c, s, s] by their error in the observed region of the pictures [b, c, s, s]
    private static Tensor SortByFit(Tensor samples, Tensor pictures, InpaintMask mask)
    {
        using var scope = NewDisposeScope();
        var (b, d) = (samples.size(0), samples.size(1));
        var flat = samples.flatten(0, end_dim: 1);
        var error = (mask.Crop(flat) - mask.Crop(pictures.repeat_interleave(d, 0))).square().flatten(1).mean([1]).reshape(b, d);
        var order = error.argsort(1) + (arange(b, device: samples.device).unsqueeze(1) * d); // [b, d], into [b · d]
        return scope.MoveToOuter(flat.index_select(0, order.reshape(-1).to(ScalarType.Int64)).reshape(samples.shape));
    }
}
