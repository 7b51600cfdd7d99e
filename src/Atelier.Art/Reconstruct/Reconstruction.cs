using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Art.Reconstruct;

/// <summary>A picture reconstructed by a VQGAN.</summary>
/// <param name="Original">The input, cropped to multiples of the model's factor.</param>
/// <param name="Reconstructed">The decoded picture.</param>
/// <param name="Psnr">Peak signal to noise ratio in dB.</param>
/// <param name="Codes">Number of codes.</param>
public sealed record Reconstruction(Picture Original, Picture Reconstructed, double Psnr, int Codes)
{
    private const int ReleasedSize = 256; // pixels, where a model does not say

    /// <summary>Encodes and decodes a picture file.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="modelName">The VQGAN, by name or path.</param>
    /// <param name="side">The longer side after resizing; 0 to keep it, null for the model's own.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="precision">Precision of the network.</param>
    /// <exception cref="ImageFormatException">The picture cannot be read.</exception>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    public static Reconstruction FromFile(
        string path, string modelName, int? side, Device? device = null, Precision precision = Precision.Fp32)
    {
        var files = ModelHub.Find(modelName);
        var picture = Picture.Load(path).Flatten(Colour.White);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = VqganFile.Load(files, device);
        if (precision.IsBFloat16(model.Device))
        {
            model.ToBFloat16();
        }

        var longer = side ?? files.Config.Integer("imagine.size") ?? ReleasedSize;
        var scale = longer == 0 ? 1 : (double)longer / Math.Max(picture.Width, picture.Height);
        int Fit(int size) => Math.Max(1, (int)Math.Round(size * scale / model.Options.Factor)) * model.Options.Factor;
        picture = picture.Cover(Fit(picture.Width), Fit(picture.Height));
        var x = picture.ToTensor().to(model.Device);
        var encoding = model.encode((x * 2) - 1);
        var y = ((model.decode(encoding.Latent) + 1) / 2).clamp(0, 1);
        return new(picture, y.ToPicture(), Similarity.Psnr(x, y), (int)encoding.Indices.numel());
    }
}
