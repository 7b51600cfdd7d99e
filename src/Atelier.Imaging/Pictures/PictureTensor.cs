using Atelier.Core;
namespace Atelier.Imaging.Pictures;

/// <summary>Converts pictures to tensors and back.</summary>
public static class PictureTensor
{
    /// <summary>A picture as [1, 3, h, w] in [0, 1]; transparent parts become white.</summary>
    public static Tensor ToTensor(this Picture picture)
    {
        using var scope = NewDisposeScope();
        var rgb = picture.Flatten(Colour.White);
        return scope.MoveToOuter(
            (tensor(rgb.Pixels, [1, rgb.Height, rgb.Width, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255).contiguous());
    }

    /// <summary>A tensor [1, 3, h, w] in [0, 1] as a picture, rounded to 8 bits.</summary>
    /// <exception cref="ModelFileException">It holds numbers that are not finite, which would become black.</exception>
    public static Picture ToPicture(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var colours = tensor.detach().select(0, 0).to(ScalarType.Float32);
        if (!colours.isfinite().all().ToBoolean())
        {
            throw NotFinite();
        }

        var bytes = (colours.clamp(0, 1) * 255).round().to(ScalarType.Byte).permute(1, 2, 0);
        return new((int)tensor.size(3), (int)tensor.size(2), 3, bytes.ToArray<byte>());
    }

    /// <summary>The error for a network's output that is no picture.</summary>
    internal static ModelFileException NotFinite() =>
        new("The picture is not a number in places (NaN or infinite): the network's weights are broken, or too large for bf16, "
            + "where fp32 helps.");
}
