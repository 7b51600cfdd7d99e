using Atelier.Torch.Layers;

namespace Atelier.Models.Perceptual;

/// <summary>VGG16 (Simonyan and Zisserman, 2015) up to its last convolution, in five depths with a pooling between.</summary>
internal sealed class Vgg16 : Module
{
    private readonly Slice slice1;
    private readonly Slice slice2;
    private readonly Slice slice3;
    private readonly Slice slice4;
    private readonly Slice slice5;

    public Vgg16(Weights w, IReadOnlyList<int> channels)
        : base(nameof(Vgg16))
    {
        (slice1, slice2, slice3, slice4, slice5) = (Depth(0), Depth(1), Depth(2), Depth(3), Depth(4));

        Slice Depth(int depth) => new(w[$"slice{depth + 1}"], Convolutions[depth], depth == 0 ? 3 : channels[depth - 1], channels[depth]);
    }

    /// <summary>Where its convolutions stand in torchvision's <c>features</c>, by depth.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Convolutions { get; } = [[0, 2], [5, 7], [10, 12, 14], [17, 19, 21], [24, 26, 28]];

    /// <summary>torchvision's key for a key of LPIPS, such as <c>features.5.bias</c> for
    /// <c>net.slice2.5.bias</c>; itself for those it has none for.</summary>
    public static string TorchvisionKey(string key) =>
        key.StartsWith("net.slice", StringComparison.Ordinal) ? "features." + key[(key.IndexOf('.', 4) + 1)..] : key;

    /// <summary>The features of the five depths of x [b, 3, h, w] before their last ReLU, each [b, c, h / 2ⁱ, w / 2ⁱ].</summary>
    public Tensor[] BeforeActivation(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        foreach (var slice in (ReadOnlySpan<Slice>)[slice1, slice2, slice3, slice4, slice5])
        {
            features.Add(slice.call(features.Count == 0 ? x : F.max_pool2d(F.relu(features[^1]), 2, 2)));
        }

        return scope.MoveAllToOuter([.. features]);
    }

    /// <summary>The convolutions of one depth with ReLU between.</summary>
    private sealed class Slice : Module<Tensor, Tensor>
    {
        private readonly Conv2d[] _convolutions;

        public Slice(Weights w, IReadOnlyList<int> indices, int inChannels, int channels)
            : base(nameof(Slice))
        {
            _convolutions = [.. indices.Select((index, i) => new Conv2d(w[index], i == 0 ? inChannels : channels, channels, kernel: 3))];
            foreach (var (index, convolution) in indices.Zip(_convolutions))
            {
                register_module($"{index}", convolution);
            }
        }

        public override Tensor forward(Tensor x) =>
            _convolutions[1..].Aggregate(_convolutions[0].call(x), (y, convolution) => convolution.call(F.relu(y)));
    }
}
