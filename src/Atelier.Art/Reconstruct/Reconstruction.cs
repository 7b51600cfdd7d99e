using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Art.Reconstruct;

/// <summary>A picture through a VQGAN and back.</summary>
/// <param name="Original">As it went in, cut to the model's grid.</param>
/// <param name="Reconstructed">As it came out.</param>
/// <param name="Psnr">Peak signal to noise ratio in dB.</param>
/// <param name="Codes">How many codes describe it.</param>
public sealed record Reconstruction(Picture Original, Picture Reconstructed, double Psnr, int Codes)
{
    /// <summary>Encodes and decodes a picture file.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="modelName">The VQGAN, by name or path.</param>
    /// <param name="side">The longer side is resized to this; 0 leaves it.</param>
    /// <param name="device">Where it computes; the CPU unless said.</param>
    /// <exception cref="UserException">Picture or model cannot be read.</exception>
    public static Reconstruction Of(string path, string modelName, int side, Device? device = null)
    {
        var files = ModelHub.Find(modelName);
        var picture = Picture.Load(path).Flatten(Colour.White);
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var model = VqganFile.Load(files, device);
        var scale = side == 0 ? 1 : (double)side / Math.Max(picture.Width, picture.Height);
        int Fit(int size) => Math.Max(1, (int)Math.Round(size * scale / model.Options.Factor)) * model.Options.Factor;
        picture = picture.Cover(Fit(picture.Width), Fit(picture.Height));
        var x = picture.ToTensor().to(model.Device);
        var coded = model.encode((x * 2) - 1);
        var y = ((model.decode(coded.Latent) + 1) / 2).clamp(0, 1);
        return new(picture, y.ToPicture(), Similarity.Psnr(x, y), (int)coded.Indices.numel());
    }
}
