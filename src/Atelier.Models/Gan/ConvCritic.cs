using Atelier.Torch.Layers;

namespace Atelier.Models.Gan;

/// <summary>A critic of whole pictures: strided 4 × 4 convolutions, then one logit, high for real. b batch.</summary>
public sealed class ConvCritic : Module<Tensor, Tensor>
{
    private const double Slope = 0.2;
    private readonly ModuleList<Conv2d> convolutions;
    private readonly ModuleList<BatchNorm2d> norms;
    private readonly Linear head;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="size">Side of the pictures.</param>
    /// <param name="pictureChannels">Channels of the pictures.</param>
    /// <param name="channels">Channels of each convolution, which halves the picture.</param>
    /// <param name="normalise">Batch normalisation after all but the first; not with a gradient
    /// penalty, which is of each picture alone.</param>
    public ConvCritic(Weights w, int size, int pictureChannels, IReadOnlyList<int> channels, bool normalise)
        : base(nameof(ConvCritic))
    {
        var side = size >> channels.Count;
        int[] all = [pictureChannels, .. channels];
        convolutions = new(channels.Count, i => new Conv2d(w["convolutions"][i], all[i], all[i + 1], kernel: 4, stride: 2, padding: 1));
        norms = new(normalise ? channels.Count - 1 : 0, i => new BatchNorm2d(w["norms"][i], channels[i + 1]));
        head = new(w["head"], channels[^1] * side * side, 1);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>Pictures [b, c, s, s] in [-1, 1] to logits [b, 1].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < convolutions.Count; i++)
        {
            x = convolutions[i].call(x);
            x = F.leaky_relu((i > 0 && norms.Count > 0 ? norms[i - 1].call(x) : x), Slope);
        }

        return scope.MoveToOuter(head.call(x.flatten(1)));
    }
}
