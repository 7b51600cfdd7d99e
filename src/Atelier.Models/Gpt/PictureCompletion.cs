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
        var first = Pass(kept.Of(codec, pictures), tries, wish, sampling, random);
        var fitting = Nearest(first.Reshape([pictures.Size(0), tries, .. pictures.Shape[1..]]), pictures, kept);          // [b, t, c, s, s]
        var around = fitting.IndexSelect(1, Indices(draws, tries / Fits)).Flatten(0, 1);                                    // [b · d, c, s, s]
        var second = Pass(kept.Of(codec, pictures.RepeatInterleave(draws, 0), around), 1, wish?.Each(draws), sampling, random);
        return scope.Keep(Nearest(second.Reshape([pictures.Size(0), draws, .. pictures.Shape[1..]]), pictures, kept));

        Tensor Indices(int count, int of) => Tensor.From([.. Enumerable.Range(0, count).Select(i => (long)(i % of))], count).To(pictures.Device);
    }

    // known codes [b, n] to pictures [b · d, c, s, s]
    private Tensor Pass(Tensor known, int draws, Wish? wish, Sampling sampling, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        var (count, side) = (known.Size(0) * draws, prior.Options.Side);
        var codes = prior.Sample(count, wish?.Each(draws) ?? prior.Guess(known, draws, random), sampling, random, known.RepeatInterleave(draws, 0));
        return scope.Keep(((codec.Decode(codec.Lookup(codes, count, side, side)) + 1) / 2).Clamp(0, 1));
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
