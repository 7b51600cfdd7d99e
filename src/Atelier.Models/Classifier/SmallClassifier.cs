using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Classifier;

/// <summary>A small convolutional classifier, mostly to judge generated pictures: by class, and by its features. b batch, d width of the features, k classes.</summary>
public sealed class SmallClassifier : IDisposable
{
    private readonly Conv2d[] _convolutions;
    private readonly BatchNorm2d[] _norms;
    private readonly Linear _features;
    private readonly Linear _classes;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="pictureChannels">Channels of the pictures.</param>
    /// <param name="channels">Channels of each level; each halves the picture.</param>
    /// <param name="width">Width d of the features.</param>
    /// <param name="classes">How many classes k there are.</param>
    public SmallClassifier(Weights w, int pictureChannels, IReadOnlyList<int> channels, int width, int classes)
    {
        (Parameters, PictureChannels) = (w.Parameters, pictureChannels);
        _convolutions = [.. channels.Select((count, i) => new Conv2d(w["convolutions"][i], i == 0 ? pictureChannels : channels[i - 1], count, kernel: 3, bias: false))];
        _norms = [.. channels.Select((count, i) => new BatchNorm2d(w["norms"][i], count))];
        _features = new(w["features"], channels[^1] * 4, width);
        _classes = new(w["classes"], width, classes);
        w.Verify();
    }

    /// <summary>Channels of the pictures.</summary>
    public int PictureChannels { get; }

    /// <summary>Times a picture is halved.</summary>
    public int Halvings => _convolutions.Length;

    /// <summary>Every parameter.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Whether batches are normalised by their own statistics.</summary>
    public bool Training
    {
        set => Array.ForEach(_norms, norm => norm.Training = value);
    }

    /// <summary>Pictures [b, c, h, w] in [0, 1] to features [b, d].</summary>
    public Tensor Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = (x - 0.5) / 0.25;
        for (var i = 0; i < _convolutions.Length; i++)
        {
            x = F.max_pool2d(_norms[i].Forward(_convolutions[i].Forward(x), relu: true), 2, 2);
        }

        return scope.MoveToOuter(F.relu(_features.Forward(F.adaptive_avg_pool2d(x, [2, 2]).flatten(1))));
    }

    /// <summary>Pictures [b, c, h, w] in [0, 1] to logits of the classes [b, k].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_classes.Forward(Features(x)));
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();
}
