using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Discriminators;

/// <summary>The sizes of a <see cref="PatchDiscriminator"/>, named as in taming-transformers.</summary>
public sealed record PatchOptions
{
    /// <summary><c>input_nc</c>: channels of the pictures.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary><c>ndf</c>: channels after the first convolution; doubled up to eight times.</summary>
    public int Channels { get; init; } = 64;

    /// <summary><c>n_layers</c>: convolutions that halve the picture; 3 give patches of 70 pixels.</summary>
    public int Layers { get; init; } = 3;

    /// <summary><c>use_actnorm</c>: ActNorm instead of batch normalisation.</summary>
    public bool ActNorm { get; init; }

    /// <summary>Reads the sizes off a checkpoint's shapes.</summary>
    /// <exception cref="UserException">The file is no PatchGAN.</exception>
    public static PatchOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        if (!stored.TryGetValue("main.0.weight", out var first) || first.Shape.Length != 4)
        {
            throw new UserException($"{where} is no PatchGAN: it has no main.0.weight of four axes.");
        }

        var layers = 1;
        while (stored.ContainsKey($"main.{(layers * 3) + 3}.loc") || stored.ContainsKey($"main.{(layers * 3) + 3}.running_mean"))
        {
            layers++;
        }

        return new() { InChannels = (int)first.Shape[1], Channels = (int)first.Shape[0], Layers = layers, ActNorm = stored.ContainsKey("main.3.loc") };
    }
}

/// <summary>PatchGAN (Isola et al., 2017), taming-transformers' <c>NLayerDiscriminator</c>: judges each patch of a picture, high for real. b batch, c channels.</summary>
public sealed class PatchDiscriminator : IDisposable
{
    private const double Slope = 0.2;
    private readonly List<Stage> _stages = [];
    private readonly Conv2d _judge;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public PatchDiscriminator(Weights w, PatchOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        w = w["main"];
        var (index, channels) = (0, options.InChannels);
        for (var layer = 0; layer <= options.Layers; layer++)
        {
            var wider = options.Channels * Math.Min(1 << layer, 8);
            var stride = layer < options.Layers ? 2 : 1;
            _stages.Add(new(w, index, channels, wider, stride, layer == 0 ? null : options.ActNorm));
            index += layer == 0 ? 2 : 3; // convolution, norm, activation
            channels = wider;
        }

        _judge = Convolution(w[index], channels, 1, stride: 1);
    }

    /// <summary>The sizes.</summary>
    public PatchOptions Options { get; }

    /// <summary>Every parameter, by its official key.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Whether batches are normalised by their own statistics, and ActNorm sets itself at the first one.</summary>
    public bool Training { get; set; }

    /// <summary>Pictures [b, 3, h, w] in [-1, 1] to logits of patches [b, 1, h', w'].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_judge.Forward(_stages.Aggregate(x, (y, stage) => stage.Forward(y, Training))));
    }

    /// <summary>What each stage makes of pictures [b, 3, h, w], each [b, c, ..], and last the logits: for feature matching (Salimans et al., 2016).</summary>
    public Tensor[] Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        foreach (var stage in _stages)
        {
            features.Add(x = stage.Forward(x, Training));
        }

        return scope.MoveAllToOuter([.. features, _judge.Forward(x)]);
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    private static Conv2d Convolution(Weights w, int inChannels, int outChannels, int stride, bool bias = true) =>
        new(w, inChannels, outChannels, kernel: 4, stride, padding: 1, bias, draw: Initialize.Normal(0.02));

    /// <summary>Convolution, norm (but for the first), LeakyReLU.</summary>
    private sealed class Stage(Weights w, int index, int inChannels, int outChannels, int stride, bool? actNorm)
    {
        private readonly Conv2d _convolution = Convolution(w[index], inChannels, outChannels, stride, bias: actNorm != false);
        private readonly ActNorm? _actNorm = actNorm == true ? new(w[index + 1], outChannels) : null;
        private readonly BatchNorm2d? _batchNorm = actNorm == false ? new(w[index + 1], outChannels, draw: Initialize.Normal(0.02, mean: 1)) : null;

        public Tensor Forward(Tensor x, bool training) // [b, c, h, w]
        {
            using var scope = NewDisposeScope();
            x = _convolution.Forward(x);
            if (_batchNorm is not null)
            {
                _batchNorm.Training = training;
                x = _batchNorm.Forward(x);
            }

            return scope.MoveToOuter(F.leaky_relu((_actNorm?.Forward(x, training) ?? x), Slope));
        }
    }
}
