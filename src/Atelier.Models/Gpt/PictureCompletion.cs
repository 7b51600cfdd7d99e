using Atelier.Models.Vqgan;
using Atelier.Tensors;

namespace Atelier.Models.Gpt;

/// <summary>Completes pictures of which a part is kept, in two passes: codes at the border see a little of what lies beyond it, and the border may cut through their cells. So what
/// lies beyond is drawn once, and the draws that fit the part best stand around it when it is encoded for the second pass. b pictures, d draws of each, s their side.</summary>
/// <param name="prior">Draws.</param>
/// <param name="codec">Whose codes they are.</param>
public sealed class PictureCompletion(CodePrior prior, IPictureCodec codec)
{
    private const int FewestTries = 16; // draws of the first pass
    private const int Fits = 4;         // of so many, one fits well enough
    private const double Clear = 0.9;   // of how sure the prior is of the clearest draw: a clear one

    /// <summary>Draws the rest of pictures, several times.</summary>
    /// <param name="pictures">[b, c, s, s] in [0, 1]; only what is kept of them matters.</param>
    /// <param name="kept">What is kept; it holds a cell at least whole.</param>
    /// <param name="draws">How many d.</param>
    /// <param name="wish">What the pictures are of, for b; null for what they may be of, as <see cref="CodePrior.Guess"/> says.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>[b, d, c, s, s] in [0, 1] as they are decoded, those first that come nearest to what is kept.</returns>
    public Tensor Draw(Tensor pictures, KnownCodes kept, int draws, Wish? wish, Sampling sampling, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var tries = Math.Max(draws, FewestTries);
        var known = kept.Of(codec, pictures);
        var guessed = wish?.Each(tries) ?? prior.Guess(ToTell(pictures, kept), tries, random, both: true);
        var first = Pass(known.RepeatInterleave(tries, 0), guessed, sampling, random);
        var fitting = Nearest(first.Reshape([pictures.Size(0), tries, .. pictures.Shape[1..]]), pictures, kept);          // [b, t, c, s, s]
        var around = fitting.IndexSelect(1, Indices(draws, tries / Fits)).Flatten(0, 1);                                    // [b · d, c, s, s]
        var again = kept.Of(codec, pictures.RepeatInterleave(draws, 0), around);
        var second = Pass(again, wish?.Each(draws) ?? prior.Guess(again, 1, random), sampling, random);
        return scope.Keep(Nearest(second.Reshape([pictures.Size(0), draws, .. pictures.Shape[1..]]), pictures, kept));

        Tensor Indices(int count, int of) => Tensor.From([.. Enumerable.Range(0, count).Select(i => (long)(i % of))], count).To(pictures.Device);
    }

    /// <summary>Of all draws of each picture the one that stands for them: of those that are clear, the nearest to their mean. A draw is clear where the prior, reading it with what is kept,
    /// is nearly as sure as of any that it shows the class that is the likeliest by what is kept alone; without classes all are clear.</summary>
    /// <param name="drawn">[b, d, c, s, s] in [0, 1].</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <param name="kept">What is kept of them.</param>
    /// <returns>[b, c, s, s].</returns>
    public Tensor Typical(Tensor drawn, Tensor pictures, KnownCodes kept)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var sure = prior.Options.Classes > 0 ? Sure(drawn, pictures, kept) : Tensor.Ones(drawn.Size(0), drawn.Size(1)).To(drawn.Device); // [b, d]
        var clear = (sure / sure.TopK(1, 1).Values).GreaterEqual(Clear).To(drawn.DType);
        var mean = (drawn * clear.Reshape(drawn.Size(0), -1, 1, 1, 1)).Sum([1], keep: true) / clear.Sum([1]).Reshape(-1, 1, 1, 1, 1);
        var far = (drawn - mean).Square().Flatten(2).Mean([2]).MaskedFill(clear.EqualTo(0), double.PositiveInfinity);
        var chosen = far.ArgMin(1) + (Tensor.Range(drawn.Size(0), drawn.Device) * drawn.Size(1));                           // [b], into the flat ones
        return scope.Keep(drawn.Flatten(0, 1).IndexSelect(0, chosen.To(DType.Int64)));
    }

    // how sure the prior is of each draw that it shows the likeliest class [b, d]
    private Tensor Sure(Tensor drawn, Tensor pictures, KnownCodes kept)
    {
        using var scope = TensorScope.Enter();
        var whole = kept.Put(pictures.RepeatInterleave(drawn.Size(1), 0), drawn.Flatten(0, 1));                             // [b · d, c, s, s]
        var shares = prior.ClassShares(codec.CodesOf(whole)).Reshape(drawn.Size(0), drawn.Size(1), -1);                     // [b, d, classes]
        var likeliest = prior.ClassShares(ToTell(pictures, kept), both: true).ArgMax(1);                                    // [b]
        return scope.Keep(shares.Gather(2, likeliest.Reshape(-1, 1, 1).Expand(-1, drawn.Size(1), 1)).Flatten(1));
    }

    // what the class is guessed by: a prior that has learnt to tell it knows pictures whose border cuts through their last codes
    private Tensor ToTell(Tensor pictures, KnownCodes kept) => kept.Of(codec, pictures, prior.Options.TellsClass ? KnownCodes.Touched : 1);

    // known codes [b, n] to pictures [b, c, s, s]
    private Tensor Pass(Tensor known, Wish wish, Sampling sampling, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(codec.PicturesOf(prior.Sample(known.Size(0), wish, sampling, random, known), prior.Options.Side, prior.Options.Side));
    }

    // the draws [b, d, c, s, s] in the order of how near they are to what is kept of the pictures [b, c, s, s]
    private static Tensor Nearest(Tensor drawn, Tensor pictures, KnownCodes kept)
    {
        using var scope = TensorScope.Enter();
        var (b, d) = (drawn.Size(0), drawn.Size(1));
        var flat = drawn.Flatten(0, 1);
        var far = (kept.Inside(flat) - kept.Inside(pictures.RepeatInterleave(d, 0))).Square().Flatten(1).Mean([1]).Reshape(b, d);
        var order = far.ArgSort(1) + (Tensor.Range(b, drawn.Device).Unsqueeze(1) * d);                                  // [b, d], into the flat ones
        return scope.Keep(flat.IndexSelect(0, order.Reshape(-1).To(DType.Int64)).Reshape(drawn.Shape));
    }
}
