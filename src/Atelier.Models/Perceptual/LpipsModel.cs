using Atelier.Torch.Layers;

namespace Atelier.Models.Perceptual;

/// <summary>LPIPS (Zhang et al., "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", 2018): perceptual
/// distance of two pictures on five depths of a VGG16. Keys as in taming-transformers. Pictures measure at least
/// 16 × 16. b batch, c channels of a depth.</summary>
public sealed class LpipsModel : PictureDistance
{
    private const double Epsilon = 1e-10;
    private readonly ScalingLayer scaling_layer;
    private readonly Vgg16 net;
    private readonly NetLinLayer lin0;
    private readonly NetLinLayer lin1;
    private readonly NetLinLayer lin2;
    private readonly NetLinLayer lin3;
    private readonly NetLinLayer lin4;

    /// <summary>Builds the network on weights from a file.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="channels">Channels of the five depths; 64, 128, 256, 512, 512 in VGG16.</param>
    public LpipsModel(Weights w, IReadOnlyList<int> channels)
        : base(nameof(LpipsModel))
    {
        scaling_layer = new(w["scaling_layer"]);
        net = new(w["net"], channels);
        (lin0, lin1, lin2, lin3, lin4) = (Lin(0), Lin(1), Lin(2), Lin(3), Lin(4));
        w.Verify();
        RegisterComponents();

        NetLinLayer Lin(int depth) => new(w[$"lin{depth}"], channels[depth]);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Depths(a, b).Aggregate((sum, depth) => sum + depth));
    }

    /// <summary>The contributions of the five depths to the distance, each [b, 1, 1, 1].</summary>
    public Tensor[] Depths(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (featuresA, featuresB) = (Features(a), Features(b));
        NetLinLayer[] lins = [lin0, lin1, lin2, lin3, lin4];
        return scope.MoveAllToOuter([.. lins.Select((lin, depth) => lin.call(Difference(depth)).mean([2, 3], keepdim: true))]);

        Tensor Difference(int depth) => (Normalize(featuresA[depth]) - Normalize(featuresB[depth])).square();
    }

    /// <summary>The activations of the five depths of x [b, 3, h, w] in [-1, 1], each [b, c, h / 2ⁱ, w / 2ⁱ].</summary>
    public Tensor[] Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter([.. BeforeActivation(x).Select(feature => F.relu(feature))]);
    }

    /// <summary>The same before the last ReLU of each depth: what perceptual losses compare since ESRGAN (Wang et al., 2018).</summary>
    public Tensor[] BeforeActivation(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter(net.BeforeActivation(scaling_layer.call(x)));
    }

    // the official normalize_tensor; where all channels are 0, the root's gradient is 0 / 0, which the ReLU before it masks
    private static Tensor Normalize(Tensor x) => x / (x.square().sum([1], keepdim: true).sqrt() + Epsilon);
}

/// <summary>The input normalisation of VGG16.</summary>
internal sealed class ScalingLayer(Weights w) : Module<Tensor, Tensor>(nameof(ScalingLayer))
{
    private readonly Tensor shift = w.Buffer("shift", [1, 3, 1, 1], Initialize.Zeros);
    private readonly Tensor scale = w.Buffer("scale", [1, 3, 1, 1], Initialize.Ones);

    public override Tensor forward(Tensor x) => (x - shift.to(x.dtype)) / scale.to(x.dtype); // [b, 3, h, w]
}

/// <summary>The learned weights of the channels: dropout, here the identity, and a 1 × 1 convolution.</summary>
internal sealed class NetLinLayer(Weights w, int channels) : Module<Tensor, Tensor>(nameof(NetLinLayer))
{
    private readonly ModuleList<Module<Tensor, Tensor>> model =
        new(Identity(), new Conv2d(w["model"][1], channels, 1, kernel: 1, bias: false));

    public override Tensor forward(Tensor x) => model.Through(x); // [b, c, h, w] to [b, 1, h, w]
}
