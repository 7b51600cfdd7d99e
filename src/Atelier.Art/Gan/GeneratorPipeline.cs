using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Gan;

namespace Atelier.Art.Gan;

/// <summary>Samples pictures with the generator of a GAN, of nothing but noise.</summary>
public sealed class GeneratorPipeline : IDisposable
{
    private readonly ConvGenerator _generator;
    private readonly Device _device;

    private GeneratorPipeline(ConvGenerator generator, Device device) => (_generator, _device) = (generator, device);

    /// <summary>Opens a model folder.</summary>
    /// <exception cref="ModelFileException">It holds no generator.</exception>
    public static GeneratorPipeline Open(ModelFiles files, Device device) => new(GeneratorFile.Load(files, device), device);

    /// <summary>Samples pictures.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Same seed, same pictures.</param>
    public IReadOnlyList<Picture> Sample(int count, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new DeviceGenerator(seed, _device);
        var noise = randn([count, _generator.Options.Latent], device: _device, generator: random);
        return [.. ((_generator.call(noise) + 1) / 2).to(CPU).split(1, 0).Select(picture => picture.expand(1, 3, -1, -1).ToPicture())];
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _generator.Dispose();
}
