using Atelier.Tensors;

namespace Atelier.Nn.Layers;

/// <summary>A feature map in bf16 as <see cref="RowConvolution"/> wants it: row after row, in each the channels two by two, in each of these the pixels, with zeros
/// before and after.</summary>
/// <param name="Numbers">i32 [b, h, c / 2, pitch], two channels in each number.</param>
/// <param name="Width">Pixels of a row.</param>
public sealed record FeatureRows(Tensor Numbers, long Width)
{
    private const long Vector = 16; // pixels

    /// <summary>Pictures in it.</summary>
    public long Count => Numbers.Size(0);

    /// <summary>Its rows.</summary>
    public long Height => Numbers.Size(1);

    /// <summary>All zeros, of so many channels rounded up to whole blocks.</summary>
    public static FeatureRows Blank(long count, long channels, long height, long width) =>
        new(Tensor.Zeros([count, height, (channels + RowConvolution.Block - 1) / RowConvolution.Block * RowConvolution.Block / 2, ((((width + Vector - 1) / Vector) + 2) | 1) * Vector], DType.Int32), width);

    /// <summary>A picture [b, c, h, w], fp32.</summary>
    public static FeatureRows Of(Tensor picture) => new(Functional.PictureToRows(picture), picture.Size(3));

    /// <summary>A view of some channels, both numbers even.</summary>
    public FeatureRows Part(long from, long channels) => this with { Numbers = Numbers.Narrow(2, from / 2, channels / 2) };

    /// <summary>The first channels as a picture [b, c, h, w], fp32; with a scale, channels become pixels as in a pixel shuffle, and the small picture, repeated, is added.</summary>
    public Tensor ToPicture(long channels, int scale = 1, Tensor? small = null) => Functional.RowsToPicture(Numbers, Width, channels, scale, small);
}
