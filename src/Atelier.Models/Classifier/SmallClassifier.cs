using Atelier.Torch.Layers;

namespace Atelier.Models.Classifier;

/// <summary>A small convolutional classifier, mostly to evaluate generated pictures by class and by features. b batch,
/// d width of the features, k classes.</summary>
public sealed class SmallClassifier : Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv2d> convolutions;
    private readonly ModuleList<BatchNorm2d> norms;
    private readonly Linear features;
    private readonly Linear classes;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="pictureChannels">Channels of the pictures.</param>
    /// <param name="channels">Channels of each level; each halves the picture.</param>
    /// <param name="width">Width d of the features.</param>
    /// <param name="classes">How many classes k there are.</param>
    public SmallClassifier(Weights w, int pictureChannels, IReadOnlyList<int> channels, int width, int classes)
        : base(nameof(SmallClassifier))
    {
        PictureChannels = pictureChannels;
        int[] all = [pictureChannels, .. channels];
        convolutions = new(channels.Count, i => new Conv2d(w["convolutions"][i], all[i], all[i + 1], kernel: 3, bias: false));
        norms = new(channels.Count, i => new BatchNorm2d(w["norms"][i], channels[i]));
        features = new(w["features"], channels[^1] * 4, width);
        this.classes = new(w["classes"], width, classes);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>Channels of the pictures.</summary>
    public int PictureChannels { get; }

    /// <summary>Times a picture is halved.</summary>
    public int Halvings => convolutions.Count;

    /// <summary>Pictures [b, c, h, w] in [0, 1] to features [b, d].</summary>
    public Tensor Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = (x - 0.5) / 0.25;
        for (var i = 0; i < convolutions.Count; i++)
        {
            x = F.max_pool2d(F.relu(norms[i].call(convolutions[i].call(x))), 2, 2);
        }

        return scope.MoveToOuter(F.relu(features.call(F.adaptive_avg_pool2d(x, [2, 2]).flatten(1))));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) // [b, c, h, w] in [0, 1] to logits of the classes [b, k]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(classes.call(Features(x)));
    }
}
