using Atelier.Models.Codecs;
using Atelier.Models.Prior;

namespace Atelier.Art.Complete;

/// <summary>The observed rectangle of a picture, in pixels, and the codes that a <see cref="CodePrior"/> may continue from.</summary>
/// <param name="Left">First observed column.</param>
/// <param name="Top">First observed row.</param>
/// <param name="Right">Column after the last observed one.</param>
/// <param name="Bottom">Row after the last observed one.</param>
public sealed record InpaintMask(int Left, int Top, int Right, int Bottom)
{
    /// <summary>A coverage so small that every cell counts that overlaps the observed region at all.</summary>
    public const double AnyCoverage = 1e-6;

    /// <summary>Pictures of which only the observed region remains, replicated outwards: all other pixels take the nearest observed one.
    /// </summary>
    /// <param name="pictures">[b, c, s, s].</param>
    public Tensor ReplicatePad(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            pictures.index_select(2, Nearest(pictures.size(2), Top, Bottom)).index_select(3, Nearest(pictures.size(3), Left, Right)));

        Tensor Nearest(long size, int first, int end) => tensor(
            (long[])[.. Enumerable.Range(0, (int)size).Select(i => (long)Math.Clamp(i, first, end - 1))], [size]).to(pictures.device);
    }

    /// <summary>Codes of the observed cells, -1 for the others. Pixels outside the region have no influence on them.</summary>
    /// <param name="codec">The encoder.</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <param name="leastCoverage">The smallest fraction of a cell that must be observed.</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Encode(PictureCodec codec, Tensor pictures, double leastCoverage = 1)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(MaskCodes(codec.EncodeToCodes(ReplicatePad(pictures)), codec.Factor, leastCoverage));
    }

    /// <summary>Codes of the cells that are observed by at least half, -1 for the others, where a guess of the rest is at hand.</summary>
    /// <param name="codec">The encoder.</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <param name="surroundings">Pictures that stand for what is outside the region, [b, c, s, s] in [0, 1].</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Encode(PictureCodec codec, Tensor pictures, Tensor surroundings)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(MaskCodes(codec.EncodeToCodes(Composite(pictures, surroundings)), codec.Factor, leastCoverage: 0.5));
    }

    /// <summary>The observed region of some pictures over others, [b, c, s, s].</summary>
    public Tensor Composite(Tensor pictures, Tensor surroundings)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var composite = surroundings.clone();
        Crop(composite).copy_(Crop(pictures));
        return scope.MoveToOuter(composite);
    }

    /// <summary>The observed region of pictures [b, c, s, s], [b, c, h, w]: a view.</summary>
    public Tensor Crop(Tensor pictures) => pictures.narrow(2, Top, Bottom - Top).narrow(3, Left, Right - Left);

    /// <summary>Which cells of a grid are observed, row by row.</summary>
    /// <param name="side">Cells along each side of the grid.</param>
    /// <param name="cellSize">Pixels along each side of a cell.</param>
    /// <param name="leastCoverage">The smallest fraction of a cell that must be observed.</param>
    public bool[] ObservedCells(int side, int cellSize, double leastCoverage = 1)
    {
        int Overlap(int cell, int first, int end) =>
            Math.Max(0, Math.Min((cell + 1) * cellSize, end) - Math.Max(cell * cellSize, first));
        return [.. Enumerable.Range(0, side * side)
            .Select(cell => Overlap(cell % side, Left, Right) * Overlap(cell / side, Top, Bottom) >= leastCoverage * cellSize * cellSize)];
    }

    /// <summary>Codes with -1 in the cells that are not observed.</summary>
    /// <param name="codes">i64 [b, n].</param>
    /// <param name="cellSize">Pixels along each side of a cell.</param>
    /// <param name="leastCoverage">The smallest fraction of a cell that must be observed.</param>
    public Tensor MaskCodes(Tensor codes, int cellSize, double leastCoverage)
    {
        using var scope = NewDisposeScope();
        var cells = ObservedCells((int)Math.Sqrt(codes.size(1)), cellSize, leastCoverage);
        return scope.MoveToOuter(
            where(tensor(cells, [1, cells.Length]).to(codes.device), codes, (zeros_like(codes) - 1).to(ScalarType.Int64)));
    }
}
