using Atelier.Models.Vqgan;
using Atelier.Tensors;

namespace Atelier.Models.Gpt;

/// <summary>The part of a picture that stays, as codes: what a <see cref="CodePrior"/> goes on from.</summary>
/// <param name="Left">First column of the part, in pixels.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Column after it.</param>
/// <param name="Bottom">Row after it.</param>
public sealed record KnownCodes(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Codes of the cells that lie in the part whole, -1 for the others. What lies outside does not reach them: each pixel there is taken for the nearest of the part.</summary>
    /// <param name="codec">Encodes.</param>
    /// <param name="pictures">[b, c, s, s] in [0, 1].</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Of(IPictureCodec codec, Tensor pictures)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var known = pictures.IndexSelect(2, Nearest(pictures.Size(2), Top, Bottom)).IndexSelect(3, Nearest(pictures.Size(3), Left, Right));
        var codes = codec.Quantizer.Forward(codec.EncodeLatent((known * 2) - 1)).Indices.Reshape(pictures.Size(0), -1); // [b, n]
        var cells = Cells((int)(pictures.Size(3) / codec.Factor), codec.Factor);
        return scope.Keep(codes.Where(Tensor.From(cells, 1, cells.Length).To(codes.Device), (codes.ZerosLike() - 1).To(DType.Int64)));

        Tensor Nearest(long size, int first, int end) => Tensor.From([.. Enumerable.Range(0, (int)size).Select(i => (long)Math.Clamp(i, first, end - 1))], size).To(pictures.Device);
    }

    /// <summary>Which of side × side cells of so many pixels lie in the part whole, row by row.</summary>
    public bool[] Cells(int side, int pixels) => [.. Enumerable.Range(0, side * side).Select(cell =>
        cell % side * pixels >= Left && ((cell % side) + 1) * pixels <= Right && cell / side * pixels >= Top && ((cell / side) + 1) * pixels <= Bottom)];
}
