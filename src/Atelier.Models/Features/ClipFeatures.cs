using Atelier.Models.Clip;

namespace Atelier.Models.Features;

/// <summary>The tower of pictures of a CLIP as feature extractor: the stem and the stages of a ResNet, or the blocks of a vision
/// transformer.</summary>
/// <param name="model">The CLIP, which it owns.</param>
public sealed class ClipFeatures(ClipModel model) : IFeatureExtractor
{
    /// <summary><c>stem</c> and <c>layer1</c> to <c>layer4</c>, or <c>resblocks.0</c> and so on.</summary>
    public IReadOnlyList<string> Layers => IsResNet
        ? ["stem", "layer1", "layer2", "layer3", "layer4"]
        : [.. Enumerable.Range(0, model.Options.VisionLayers!.Value).Select(i => $"resblocks.{i}")];

    /// <inheritdoc/>
    public string DefaultLayer => IsResNet ? "layer3" : Layers[Layers.Count * 2 / 3];

    /// <inheritdoc/>
    public int Multiple => IsResNet ? 32 : model.Options.PatchSize;

    private bool IsResNet => model.Options.ResNetLayers is not null;

    /// <inheritdoc/>
    public void ToBFloat16() => model.ToBFloat16();

    /// <inheritdoc/>
    public Tensor[] Features(Tensor pictures, IReadOnlyList<string> layers)
    {
        using var scope = NewDisposeScope();
        var all = IsResNet ? [.. model.BeforeActivation(pictures).Select(map => F.relu(map))] : model.Blocks(pictures);
        return scope.MoveAllToOuter([.. layers.Select(layer => all[Layers.Index().First(one => one.Item == layer).Index].alias())]);
    }

    /// <summary>Disposes the CLIP.</summary>
    public void Dispose() => model.Dispose();
}
