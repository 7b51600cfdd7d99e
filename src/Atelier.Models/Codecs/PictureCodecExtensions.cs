namespace Atelier.Models.Codecs;

/// <summary>Pictures to the codes of a <see cref="PictureCodec"/> and back, without gradients. b batch, n codes of a picture,
/// row by row.</summary>
public static class PictureCodecExtensions
{
    /// <summary>Pictures [b, c, h, w] in [0, 1] to their codes i64 [b, n].</summary>
    public static Tensor EncodeToCodes(this PictureCodec codec, Tensor pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(codec.Quantizer.call(codec.EncodeLatent((pictures * 2) - 1)).Indices.reshape(pictures.size(0), -1));
    }

    /// <summary>Codes i64 [b, down · across] to pictures [b, c, h, w] in [0, 1].</summary>
    public static Tensor DecodeCodes(this PictureCodec codec, Tensor codes, int down, int across)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(((codec.decode(codec.Lookup(codes, codes.size(0), down, across)) + 1) / 2).clamp(0, 1));
    }
}
