using Atelier.Core;
using Atelier.Models.Clip;

namespace Atelier.Models.Perceptual;

/// <summary>A frozen network in whose features pictures are compared: the VGG16 of an LPIPS
/// file, or the residual network of a CLIP.</summary>
public sealed class PerceptualTrunk : IDisposable
{
    private static readonly double[] Weights = [0.1, 0.1, 1, 1, 1]; // of the depths, as in Real-ESRGAN
    private readonly IDisposable _network;
    private readonly Func<Tensor, Tensor[]> _features;

    private PerceptualTrunk(IDisposable network, Func<Tensor, Tensor[]> features) => (_network, _features) = (network, features);

    /// <summary>Loads the trunk, in fp32.</summary>
    /// <param name="files">An LPIPS with its VGG16, or a CLIP with a residual network.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="ModelFileException">It is neither.</exception>
    public static PerceptualTrunk Load(ModelFiles files, Device device)
    {
        if (!ClipFile.Recognises(files.Open()))
        {
            var lpips = LpipsFile.Load(files);
            lpips.to(device);
            return new(lpips, x => lpips.BeforeActivation((x * 2) - 1));
        }

        var clip = ClipFile.Load(files, device);
        return clip.Options.ResNetLayers is not null ? new(clip, clip.BeforeActivation)
            : throw new ModelFileException(
                $"{files.Weights} is a CLIP with a vision transformer; a perceptual loss needs one with a residual network.");
    }

    /// <summary>How different pictures look [b, 3, h, w] in [0, 1], sides multiples of 32: the mean absolute difference
    /// of features before activation, at five depths, each in units of the true ones' mean size, so that the number
    /// means the same in any trunk. A scalar.</summary>
    /// <param name="made">Gradients flow to these.</param>
    /// <param name="real">The true ones.</param>
    public Tensor Distance(Tensor made, Tensor real)
    {
        using var scope = NewDisposeScope();
        Tensor[] wanted;
        using (no_grad())
        {
            wanted = _features(real);
        }

        return scope.MoveToOuter(
            _features(made)
                .Select(
                    (feature, depth) => (feature - wanted[depth]).abs()
                        .mean() / wanted[depth].abs().mean().clamp_min(1e-6) * Weights[depth])
                .Aggregate((sum, depth) => sum + depth));
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _network.Dispose();
}
