using Atelier.Models.Codecs;
using Atelier.Models.Prior;

namespace Atelier.Art.Complete;

/// <summary>The part of a picture that stays, as codes: what a <see cref="CodePrior"/> goes on from.</summary>
/// <param name="Left">First column of the part, in pixels.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Column after it.</param>
/// <param name="Bottom">Row after it.</param>
public sealed record KnownCodes(int Left, int Top, int Right, int Bottom)
{
    /// <summary>The share of a cell that lies in the part where the part only touches it.</summary>
    public const double Touched = 1e-6;

    /// <summary>Pictures of which only the part is seen: each pixel outside is taken for the nearest of the part.</summary>
    /// <param name="pictures">[b, c, s, s].</param>
    public Tensor Alone(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            pictures.index_select(2, Nearest(pictures.size(2), Top, Bottom)).index_select(3, Nearest(pictures.size(3), Left, Right)));

        Tensor Nearest(long size, int first, int end) => tensor(
            (long[])[.. Enumerable.Range(0, (int)size).Select(i => (long)Math.Clamp(i, first, end - 1))], [size]).to(pictures.device);
    }

    /// <summary>Codes of the cells that lie in the part whole, or as far as is said; -1 for the others.
    /// What lies outside does not reach them.</summary>
    /// <param name="codec">Encodes.</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <param name="least">The least share of a cell that must lie in the part.</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Of(PictureCodec codec, Tensor pictures, double least = 1)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Known(codec.EncodeToCodes(Alone(pictures)), codec.Factor, least));
    }

    /// <summary>Codes of the cells of which at least half lies in the part, -1 for the others,
    /// where it is known what may lie around.</summary>
    /// <param name="codec">Encodes.</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <param name="around">Pictures that stand for what lies outside of the part, [b, c, s, s] in [0, 1].</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Of(PictureCodec codec, Tensor pictures, Tensor around)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Known(codec.EncodeToCodes(Put(pictures, around)), codec.Factor, least: 0.5));
    }

    /// <summary>The part of some pictures and what lies around it of others, [b, c, s, s].</summary>
    public Tensor Put(Tensor pictures, Tensor around)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var whole = around.clone();
        Inside(whole).copy_(Inside(pictures));
        return scope.MoveToOuter(whole);
    }

    /// <summary>The part of pictures [b, c, s, s], [b, c, h, w].</summary>
    public Tensor Inside(Tensor pictures) => pictures.narrow(2, Top, Bottom - Top).narrow(3, Left, Right - Left);

    /// <summary>Of which of side × side cells of so many pixels at least this share lies in the part, row by row.</summary>
    public bool[] Cells(int side, int pixels, double least = 1)
    {
        int Overlap(int cell, int first, int end) => Math.Max(0, Math.Min((cell + 1) * pixels, end) - Math.Max(cell * pixels, first));
        return [.. Enumerable.Range(0, side * side)
            .Select(cell => Overlap(cell % side, Left, Right) * Overlap(cell / side, Top, Bottom) >= least * pixels * pixels)];
    }

    /// <summary>Codes i64 [b, n], of cells of so many pixels, with -1 for those of which less than this share lies in the part.</summary>
    public Tensor Known(Tensor codes, int pixels, double least)
    {
        using var scope = NewDisposeScope();
        var cells = Cells((int)Math.Sqrt(codes.size(1)), pixels, least);
        return scope.MoveToOuter(
            where(tensor(cells, [1, cells.Length]).to(codes.device), codes, (zeros_like(codes) - 1).to(ScalarType.Int64)));
    }
}
