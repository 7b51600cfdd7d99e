using Atelier.Core;
using Atelier.Models.Clip;
using Atelier.Models.Features;

namespace Atelier.Models.Perceptual;

/// <summary>The frozen feature extractor of a perceptual loss: the VGG16 of an LPIPS file, a ResNet of
/// ImageNet, or the ResNet of a CLIP.</summary>
public sealed class PerceptualTrunk : IDisposable
{
    private static readonly double[] Weights = [0.1, 0.1, 1, 1, 1]; // of the depths, as in Real-ESRGAN
    private readonly IDisposable _network;
    private readonly Func<Tensor, Tensor[]> _features;

    private PerceptualTrunk(IDisposable network, Func<Tensor, Tensor[]> features) => (_network, _features) = (network, features);

    /// <summary>Loads the trunk, in fp32.</summary>
    /// <param name="files">An LPIPS with its VGG16, a ResNet of ImageNet, or a CLIP with a residual network.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="ModelFileException">It is none of them.</exception>
    public static PerceptualTrunk Load(ModelFiles files, Device device)
    {
        var stored = files.Open();
        if (ResNetFile.Recognises(stored))
        {
            var resnet = ResNetFile.Load(files, device);
            return new(resnet, resnet.BeforeActivation);
        }

        if (!ClipFile.Recognises(stored))
        {
            var lpips = LpipsFile.Load(files);
            lpips.to(device);
            return new(lpips, x => lpips.BeforeActivation((x * 2) - 1));
        }

        var clip = ClipFile.Load(files, device);
        if (clip.Options.ResNetLayers is null)
        {
            clip.Dispose();
            throw new ModelFileException(
                $"{files.Weights} is a CLIP with a vision transformer; a perceptual loss needs one with a residual network.");
        }

        return new(clip, clip.BeforeActivation);
    }

    /// <summary>The perceptual loss of pictures [b, 3, h, w] in [0, 1], sides multiples of 32: the L1 distance of features before
    /// activation, at five depths, each relative to the mean magnitude of the target's features, so that values of
    /// different trunks compare. A scalar.</summary>
    /// <param name="prediction">Gradients flow to these.</param>
    /// <param name="target">The ground truth.</param>
    public Tensor Distance(Tensor prediction, Tensor target)
    {
        using var scope = NewDisposeScope();
        Tensor[] targets;
        using (no_grad())
        {
            targets = _features(target);
        }

        return scope.MoveToOuter(
            _features(prediction)
                .Select(
                    (feature, depth) => (feature - targets[depth]).abs()
                        .mean() / targets[depth].abs().mean().clamp_min(1e-6) * Weights[depth])
                .Aggregate((sum, depth) => sum + depth));
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _network.Dispose();
}
