using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Gan.AttnGan;

namespace Atelier.Art.Gan;

/// <summary>Samples pictures of words with an AttnGAN.</summary>
public sealed class CaptionPipeline : IDisposable
{
    private readonly AttnGanPipeline _model;
    private readonly Device _device;

    private CaptionPipeline(AttnGanPipeline model, Device device) => (_model, _device) = (model, device);

    /// <summary>Opens a model folder.</summary>
    /// <exception cref="ModelFileException">It holds no AttnGAN, or not all of it.</exception>
    public static CaptionPipeline Open(ModelFiles files, Device device) => new(AttnGanPipeline.Load(files, device), device);

    /// <summary>Samples pictures.</summary>
    /// <param name="caption">What to draw.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Same seed, same pictures.</param>
    /// <exception cref="OptionException">No word of the caption is known.</exception>
    public IReadOnlyList<Picture> Sample(string caption, int count, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new DeviceGenerator(seed, _device);
        var (sizes, words) = (_model.Generator.Options, _model.Encode(caption));
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                using var inner = NewDisposeScope();
                return _model.Generate(Normal(sizes.Latent), Normal(sizes.Condition), words).to(CPU).ToPicture();
            }),
        ];

        Tensor Normal(int width) => randn([1, width], device: _device, generator: random);
    }

    /// <summary>Releases the networks.</summary>
    public void Dispose() => _model.Dispose();
}
