using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Clip;

/// <summary>CLIP's ResNet: three convolutions as stem, pooling before each strided convolution, attention pooling at the end.
/// b batch, w width, s side, e embedding width.</summary>
internal sealed class ModifiedResNet : IVisionTower
{
    private readonly Conv2d[] _convs;
    private readonly BatchNorm2d[] _norms;
    private readonly Bottleneck[][] _stages;
    private readonly AttentionPool _attnpool;

    public ModifiedResNet(Weights w, ClipOptions options)
    {
        var width = options.VisionWidth;
        _convs =
        [
            new(w["conv1"], 3, width / 2, kernel: 3, stride: 2, bias: false),
            new(w["conv2"], width / 2, width / 2, kernel: 3, bias: false),
            new(w["conv3"], width / 2, width, kernel: 3, bias: false),
        ];
        _norms = [new(w["bn1"], width / 2), new(w["bn2"], width / 2), new(w["bn3"], width)];
        _stages = new Bottleneck[4][];
        var channels = width;
        for (var stage = 0; stage < 4; stage++)
        {
            var planes = width << stage;
            _stages[stage] = new Bottleneck[options.ResNetLayers![stage]];
            for (var i = 0; i < _stages[stage].Length; i++)
            {
                _stages[stage][i] = new(w[$"layer{stage + 1}"][i], channels, planes, stride: i == 0 && stage > 0 ? 2 : 1);
                channels = planes * 4;
            }
        }

        _attnpool = new(w["attnpool"], options.Resolution / 32, channels, options.VisionHeads ?? (width / 2), options.EmbeddingWidth);
    }

    public bool Training
    {
        set
        {
            Array.ForEach(_norms, norm => norm.Training = value);
            Array.ForEach(_stages, stage => Array.ForEach(stage, block => block.Training = value));
        }
    }

    public Tensor Forward(Tensor x) // [b, 3, s, s]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_attnpool.Forward(Stages(x)[^1])); // [b, e]
    }

    /// <summary>x [b, 3, h, w] after each stage: [b, 4 w, h / 4, w / 4], and from stage to stage half as large with twice the channels.</summary>
    public Tensor[] Stages(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter([.. BeforeActivation(x)[1..].Select(feature => F.relu(feature))]);
    }

    /// <summary>After the stem, [b, w, h / 2, w / 2], and after each stage, without the last ReLU.</summary>
    public Tensor[] BeforeActivation(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = new Tensor[_stages.Length + 1];
        features[0] = Stem(x);
        x = F.avg_pool2d(F.relu(features[0]), 2); // [b, w, h / 4, w / 4]
        for (var i = 0; i < _stages.Length; i++)
        {
            features[i + 1] = _stages[i][1..].Aggregate(_stages[i][0].BeforeActivation(x), (y, block) => block.BeforeActivation(F.relu(y)));
            x = F.relu(features[i + 1]);
        }

        return scope.MoveAllToOuter(features);
    }

    private Tensor Stem(Tensor x)
    {
        x = _norms[0].Forward(_convs[0].Forward(x), relu: true);
        x = _norms[1].Forward(_convs[1].Forward(x), relu: true);
        return _norms[2].Forward(_convs[2].Forward(x));
    }
}

/// <summary>1×1, 3×3, 1×1 with four times the channels; pools instead of striding. i channels in, p planes.</summary>
internal sealed class Bottleneck
{
    private readonly Conv2d _conv1;
    private readonly Conv2d _conv2;
    private readonly Conv2d _conv3;
    private readonly BatchNorm2d _bn1;
    private readonly BatchNorm2d _bn2;
    private readonly BatchNorm2d _bn3;
    private readonly Conv2d? _shortcut;
    private readonly BatchNorm2d? _shortcutNorm;
    private readonly int _stride;

    public Bottleneck(Weights w, int inChannels, int planes, int stride)
    {
        _conv1 = new(w["conv1"], inChannels, planes, kernel: 1, bias: false);
        _bn1 = new(w["bn1"], planes);
        _conv2 = new(w["conv2"], planes, planes, kernel: 3, bias: false);
        _bn2 = new(w["bn2"], planes);
        _conv3 = new(w["conv3"], planes, planes * 4, kernel: 1, bias: false);
        _bn3 = new(w["bn3"], planes * 4, draw: Initialize.Zeros); // official initialisation: begins as the identity
        _stride = stride;
        if (stride > 1 || inChannels != planes * 4)
        {
            _shortcut = new(w["downsample"][0], inChannels, planes * 4, kernel: 1, bias: false);
            _shortcutNorm = new(w["downsample"][1], planes * 4);
        }
    }

    public bool Training
    {
        set
        {
            _bn1.Training = _bn2.Training = _bn3.Training = value;
            if (_shortcutNorm is not null)
            {
                _shortcutNorm.Training = value;
            }
        }
    }

    public Tensor BeforeActivation(Tensor x) // [b, i, h, w]
    {
        using var scope = NewDisposeScope();
        var h = _bn1.Forward(_conv1.Forward(x), relu: true);
        h = _bn2.Forward(_conv2.Forward(h), relu: true);
        h = _bn3.Forward(_conv3.Forward(Pool(h)));                                 // [b, 4 p, h', w']
        x = _shortcut is null ? x : _shortcutNorm!.Forward(_shortcut.Forward(Pool(x)));
        return scope.MoveToOuter(h + x);
    }

    private Tensor Pool(Tensor x) => _stride > 1 ? F.avg_pool2d(x, _stride) : x;
}

/// <summary>Attention from the mean pixel to all. b batch, p pixels, d width, e embedding width, h heads.</summary>
internal sealed class AttentionPool
{
    private readonly Parameter _positionalEmbedding; // [p + 1, d]
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _out;
    private readonly int _heads;

    public AttentionPool(Weights w, int side, int width, int heads, int outWidth)
    {
        var draw = Initialize.Normal(Math.Pow(width, -0.5));
        _positionalEmbedding = w.Parameter("positional_embedding", [(side * side) + 1, width], draw);
        _key = new(w["k_proj"], width, width, draw: draw);
        _query = new(w["q_proj"], width, width, draw: draw);
        _value = new(w["v_proj"], width, width, draw: draw);
        _out = new(w["c_proj"], width, outWidth, draw: draw);
        _heads = heads;
    }

    public Tensor Forward(Tensor x) // [b, d, y, x]
    {
        using var scope = NewDisposeScope();
        var (batch, width) = (x.size(0), x.size(1));
        var pixels = x.flatten(2).transpose(1, 2);                                                           // [b, p, d]
        var tokens = cat([pixels.mean([1], keepdim: true), pixels], 1) + _positionalEmbedding.As(x.dtype); // [b, p + 1, d]
        var q = Heads(_query.Forward(tokens.narrow(1, 0, 1))) * Math.Pow(width / _heads, -0.5);              // [b, h, 1, k]
        var weights = q.matmul(Heads(_key.Forward(tokens)).transpose(2, 3)).softmax(-1);         // [b, h, 1, p + 1]
        var mixed = weights.matmul(Heads(_value.Forward(tokens)));                               // [b, h, 1, k]
        return scope.MoveToOuter(_out.Forward(mixed.reshape(batch, width)));                                        // [b, e]

        Tensor Heads(Tensor t) => t.reshape(batch, -1, _heads, width / _heads).transpose(1, 2);
    }
}
