using Atelier.Models.Codecs;
using Atelier.Models.Prior;

namespace Atelier.Art.Complete;

/// <summary>Completes pictures of which a part is kept, in two passes: codes at the border see a little of what lies beyond it, and the
/// border may cut through their cells. So what lies beyond is drawn once, and the draws that fit the part best stand around it when it is
/// encoded for the second pass. b pictures, d draws of each, s their side.</summary>
/// <param name="prior">Draws.</param>
/// <param name="codec">Whose codes they are.</param>
public sealed class PictureCompletion(CodePrior prior, PictureCodec codec)
{
    private const int FewestTries = 16; // draws of the first pass
    private const int Fits = 4;         // of so many, one fits well enough
    private const double Clear = 0.9;   // of how sure the prior is of the clearest draw: a clear one

    /// <summary>Draws the rest of pictures, several times.</summary>
    /// <param name="pictures">[b, c, s, s] in [0, 1]; only what is kept of them matters.</param>
    /// <param name="kept">What is kept; it holds a cell at least whole.</param>
    /// <param name="draws">How many d.</param>
    /// <param name="conditioning">What the pictures are of, for b; null for what they may be of, as <see
    /// cref="CodePrior.SampleClasses"/> says.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>[b, d, c, s, s] in [0, 1] as they are decoded, those first that come nearest to what is kept.</returns>
    public Tensor Draw(Tensor pictures, KnownCodes kept, int draws, Conditioning? conditioning, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var tries = Math.Max(draws, FewestTries);
        var known = kept.Of(codec, pictures);
        var guessed = conditioning?.Each(tries) ?? prior.SampleClasses(ToTell(pictures, kept), tries, random, combineWithBayes: true);
        var first = Pass(known.repeat_interleave(tries, 0), guessed, sampling, random);
        var fitting = Nearest(first.reshape([pictures.size(0), tries, .. pictures.shape[1..]]), pictures, kept);          // [b, t, c, s, s]
        var around = fitting.index_select(1, Indices(draws, tries / Fits)).flatten(0, end_dim: 1); // [b · d, c, s, s]
        var again = kept.Of(codec, pictures.repeat_interleave(draws, 0), around);
        var second = Pass(again, conditioning?.Each(draws) ?? prior.SampleClasses(again, 1, random), sampling, random);
        return scope.MoveToOuter(Nearest(second.reshape([pictures.size(0), draws, .. pictures.shape[1..]]), pictures, kept));

        Tensor Indices(int count, int of) =>
            tensor((long[])[.. Enumerable.Range(0, count).Select(i => (long)(i % of))], [count]).to(pictures.device);
    }

    /// <summary>Of all draws of each picture the one that stands for them: of those that are clear, the nearest to their mean. A draw is
    /// clear where the prior, reading it with what is kept, is nearly as sure as of any that it shows the class that is the likeliest by
    /// what is kept alone; without classes all are clear.</summary>
    /// <param name="drawn">[b, d, c, s, s] in [0, 1].</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <param name="kept">What is kept of them.</param>
    /// <returns>[b, c, s, s].</returns>
    public Tensor Typical(Tensor drawn, Tensor pictures, KnownCodes kept)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var sure = prior.Options.Classes > 0
            ? Sure(drawn, pictures, kept)
            : ones([drawn.size(0), drawn.size(1)]).to(drawn.device); // [b, d]
        var clear = (sure / sure.topk(1, 1).values).ge(Clear).to(drawn.dtype);
        var mean = (drawn * clear.reshape(drawn.size(0), -1, 1, 1, 1)).sum([1], keepdim: true) / clear.sum([1]).reshape(-1, 1, 1, 1, 1);
        var far = (drawn - mean).square().flatten(2).mean([2]).masked_fill(clear.eq(0), double.PositiveInfinity);
        var chosen = far.argmin(1) + (arange(drawn.size(0), device: drawn.device) * drawn.size(1)); // [b], into the flat ones
        return scope.MoveToOuter(drawn.flatten(0, end_dim: 1).index_select(0, chosen.to(ScalarType.Int64)));
    }

    // how sure the prior is of each draw that it shows the likeliest class [b, d]
    private Tensor Sure(Tensor drawn, Tensor pictures, KnownCodes kept)
    {
        using var scope = NewDisposeScope();
        var whole = kept.Put(pictures.repeat_interleave(drawn.size(1), 0), drawn.flatten(0, end_dim: 1)); // [b · d, c, s, s]
        var shares = prior.ClassProbabilities(codec.EncodeToCodes(whole)).reshape(drawn.size(0), drawn.size(1), -1); // [b, d, classes]
        var likeliest = prior.ClassProbabilities(ToTell(pictures, kept), combineWithBayes: true).argmax(1); // [b]
        return scope.MoveToOuter(shares.gather(2, likeliest.reshape(-1, 1, 1).expand(-1, drawn.size(1), 1)).flatten(1));
    }

    // what the class is guessed by: a prior that has learnt to tell it knows pictures whose border cuts through their last codes
    private Tensor ToTell(Tensor pictures, KnownCodes kept) =>
        kept.Of(codec, pictures, prior.Options.HasClassHead ? KnownCodes.Touched : 1);

    // known codes [b, n] to pictures [b, c, s, s]
    private Tensor Pass(Tensor known, Conditioning conditioning, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            codec.DecodeCodes(prior.Sample(known.size(0), conditioning, sampling, random, known), prior.Options.Side, prior.Options.Side));
    }

    // the draws [b, d, c, s, s] in the order of how near they are to what is kept of the pictures [b, c, s, s]
    private static Tensor Nearest(Tensor drawn, Tensor pictures, KnownCodes kept)
    {
        using var scope = NewDisposeScope();
        var (b, d) = (drawn.size(0), drawn.size(1));
        var flat = drawn.flatten(0, end_dim: 1);
        var far = (kept.Inside(flat) - kept.Inside(pictures.repeat_interleave(d, 0))).square().flatten(1).mean([1]).reshape(b, d);
        var order = far.argsort(1) + (arange(b, device: drawn.device).unsqueeze(1) * d); // [b, d], into the flat ones
        return scope.MoveToOuter(flat.index_select(0, order.reshape(-1).to(ScalarType.Int64)).reshape(drawn.shape));
    }
}
