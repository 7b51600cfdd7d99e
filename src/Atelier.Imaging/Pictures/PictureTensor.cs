using Atelier.Core;
namespace Atelier.Imaging.Pictures;

/// <summary>Pictures as tensors and back.</summary>
public static class PictureTensor
{
    /// <summary>A picture as [1, 3, h, w] in [0, 1]; transparent parts become white.</summary>
    public static Tensor ToTensor(this Picture picture)
    {
        using var scope = NewDisposeScope();
        var rgb = picture.Over(Colour.White);
        return scope.MoveToOuter(
            (tensor(rgb.Pixels, [1, rgb.Height, rgb.Width, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255).contiguous());
    }

    /// <summary>A tensor [1, 3, h, w] in [0, 1] as a picture, rounded to 8 bits.</summary>
    /// <exception cref="UserException">It holds numbers that are not finite, which would become black.</exception>
    public static Picture ToPicture(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var colours = tensor.detach().select(0, 0).to(ScalarType.Float32);
        if (!colours.isfinite().all().ToBoolean())
        {
            throw NotFinite();
        }

        var bytes = (colours.clamp(0, 1) * 255).round().to(ScalarType.Byte).permute(1, 2, 0);
        return new((int)tensor.size(3), (int)tensor.size(2), 3, bytes.ToArray<byte>());
    }

    /// <summary>What is told where a network gave a picture that is none.</summary>
    internal static UserException NotFinite() =>
        new("The picture is not a number in places (NaN or infinite): the network's weights are broken, or too large for the precision "
            + "(--precision fp32).");
}
