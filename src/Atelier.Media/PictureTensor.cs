using Atelier.Tensors;

namespace Atelier.Media;

/// <summary>Pictures as tensors and back.</summary>
public static class PictureTensor
{
    /// <summary>A picture as [1, 3, h, w] in [0, 1]; transparent parts become white.</summary>
    public static Tensor ToTensor(this Picture picture)
    {
        using var scope = TensorScope.Enter();
        var rgb = picture.Over(Colour.White);
        return scope.Keep((Tensor.From(rgb.Pixels, 1, rgb.Height, rgb.Width, 3).Permute(0, 3, 1, 2).To(DType.Float32) / 255).Contiguous());
    }

    /// <summary>A tensor [1, 3, h, w] in [0, 1] as a picture, rounded to 8 bits.</summary>
    public static Picture ToPicture(this Tensor tensor)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var bytes = (tensor.Detach().Select(0, 0).To(DType.Float32).Clamp(0, 1) * 255).Round().To(DType.UInt8).Permute(1, 2, 0);
        return new((int)tensor.Size(3), (int)tensor.Size(2), 3, bytes.ToArray<byte>());
    }
}
