using Atelier.Torch.Layers;

namespace Atelier.Models.Clip;

/// <summary>CLIP's ResNet: three convolutions as stem, pooling before each strided convolution, attention pooling at the end.
/// Normalised pictures to features. b batch, w width, s side, e embedding width.</summary>
internal sealed class ModifiedResNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn1;
    private readonly BatchNorm2d bn2;
    private readonly BatchNorm2d bn3;
    private readonly ModuleList<Bottleneck> layer1;
    private readonly ModuleList<Bottleneck> layer2;
    private readonly ModuleList<Bottleneck> layer3;
    private readonly ModuleList<Bottleneck> layer4;
    private readonly AttentionPool2d attnpool;

    public ModifiedResNet(Weights w, ClipOptions options)
        : base(nameof(ModifiedResNet))
    {
        var width = options.VisionWidth;
        conv1 = new(w["conv1"], 3, width / 2, kernel: 3, stride: 2, bias: false);
        conv2 = new(w["conv2"], width / 2, width / 2, kernel: 3, bias: false);
        conv3 = new(w["conv3"], width / 2, width, kernel: 3, bias: false);
        (bn1, bn2, bn3) = (new(w["bn1"], width / 2), new(w["bn2"], width / 2), new(w["bn3"], width));
        var channels = width;
        (layer1, layer2, layer3, layer4) = (Layer(0), Layer(1), Layer(2), Layer(3));
        attnpool = new(w["attnpool"], options.Resolution / 32, channels, options.VisionHeads ?? (width / 2), options.EmbeddingWidth);

        ModuleList<Bottleneck> Layer(int stage)
        {
            var layer = new ModuleList<Bottleneck>();
            for (var i = 0; i < options.ResNetLayers![stage]; i++)
            {
                layer.Add(new(w[$"layer{stage + 1}"][i], channels, width << stage, stride: i == 0 && stage > 0 ? 2 : 1));
                channels = (width << stage) * 4;
            }

            return layer;
        }
    }

    public override Tensor forward(Tensor x) // [b, 3, s, s]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(attnpool.call(Stages(x)[^1])); // [b, e]
    }

    /// <summary>x [b, 3, h, w] after each stage: [b, 4 w, h / 4, w / 4], and from stage to stage
    /// half as large with twice the channels.</summary>
    public Tensor[] Stages(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter([.. BeforeActivation(x)[1..].Select(feature => F.relu(feature))]);
    }

    /// <summary>After the stem, [b, w, h / 2, w / 2], and after each stage, without the last ReLU.</summary>
    public Tensor[] BeforeActivation(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = new List<Tensor> { Stem(x) };
        x = F.avg_pool2d(F.relu(features[0]), 2); // [b, w, h / 4, w / 4]
        foreach (var layer in (ReadOnlySpan<ModuleList<Bottleneck>>)[layer1, layer2, layer3, layer4])
        {
            foreach (var block in layer.SkipLast(1))
            {
                x = block.call(x);
            }

            features.Add(layer[^1].BeforeActivation(x));
            x = F.relu(features[^1]);
        }

        return scope.MoveAllToOuter([.. features]);
    }

    /// <summary>Folds the batch norms into the convolutions before them; for use, not for training.</summary>
    public void FoldNorms()
    {
        bn1.FoldInto(conv1);
        bn2.FoldInto(conv2);
        bn3.FoldInto(conv3);
        foreach (var block in new[] { layer1, layer2, layer3, layer4 }.SelectMany(layer => layer))
        {
            block.FoldNorms();
        }
    }

    private Tensor Stem(Tensor x)
    {
        x = F.relu(bn1.call(conv1.call(x)));
        x = F.relu(bn2.call(conv2.call(x)));
        return bn3.call(conv3.call(x));
    }
}

/// <summary>1×1, 3×3, 1×1 with four times the channels; pools instead of striding. i channels in, p planes.</summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly ModuleList<Module<Tensor, Tensor>>? downsample; // 1×1 convolution and its norm
    private readonly int _stride;

    public Bottleneck(Weights w, int inChannels, int planes, int stride)
        : base(nameof(Bottleneck))
    {
        conv1 = new(w["conv1"], inChannels, planes, kernel: 1, bias: false);
        bn1 = new(w["bn1"], planes);
        conv2 = new(w["conv2"], planes, planes, kernel: 3, bias: false);
        bn2 = new(w["bn2"], planes);
        conv3 = new(w["conv3"], planes, planes * 4, kernel: 1, bias: false);
        bn3 = new(w["bn3"], planes * 4, init: Initialize.Zeros); // official initialisation: begins as the identity
        downsample = stride == 1 && inChannels == planes * 4 ? null : new(
            new Conv2d(w["downsample"][0], inChannels, planes * 4, kernel: 1, bias: false),
            new BatchNorm2d(w["downsample"][1], planes * 4));
        _stride = stride;
    }

    public override Tensor forward(Tensor x) // [b, i, h, w] to [b, 4 p, h', w']
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.relu(BeforeActivation(x)));
    }

    public Tensor BeforeActivation(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = F.relu(bn1.call(conv1.call(x)));
        h = F.relu(bn2.call(conv2.call(h)));
        h = bn3.call(conv3.call(Pool(h)));                                 // [b, 4 p, h', w']
        return scope.MoveToOuter(h + (downsample?.Through(Pool(x)) ?? x));
    }

    /// <summary>See <see cref="ModifiedResNet.FoldNorms"/>.</summary>
    public void FoldNorms()
    {
        bn1.FoldInto(conv1);
        bn2.FoldInto(conv2);
        bn3.FoldInto(conv3);
        if (downsample is [Conv2d convolution, BatchNorm2d norm])
        {
            norm.FoldInto(convolution);
        }
    }

    private Tensor Pool(Tensor x) => _stride > 1 ? F.avg_pool2d(x, _stride) : x;
}

/// <summary>Attention from the mean pixel to all. b batch, p pixels, d width, e embedding width, h heads.</summary>
internal sealed class AttentionPool2d : Module<Tensor, Tensor>
{
    private readonly Parameter positional_embedding; // [p + 1, d]
    private readonly Linear k_proj;
    private readonly Linear q_proj;
    private readonly Linear v_proj;
    private readonly Linear c_proj;
    private readonly int _heads;

    public AttentionPool2d(Weights w, int side, int width, int heads, int outWidth)
        : base(nameof(AttentionPool2d))
    {
        var init = Initialize.Normal(Math.Pow(width, -0.5));
        positional_embedding = w.Parameter("positional_embedding", [(side * side) + 1, width], init);
        k_proj = new(w["k_proj"], width, width, init: init);
        q_proj = new(w["q_proj"], width, width, init: init);
        v_proj = new(w["v_proj"], width, width, init: init);
        c_proj = new(w["c_proj"], width, outWidth, init: init);
        _heads = heads;
    }

    public override Tensor forward(Tensor x) // [b, d, y, x]
    {
        using var scope = NewDisposeScope();
        x = x.flatten(2).transpose(1, 2);                                                                    // [b, p, d]
        x = cat([x.mean([1], keepdim: true), x], 1) + positional_embedding.to(x.dtype);                      // [b, p + 1, d]
        var (q, k, v) = (Heads(q_proj.call(x.narrow(1, 0, 1))), Heads(k_proj.call(x)), Heads(v_proj.call(x)));
        return scope.MoveToOuter(c_proj.call(Attention.Merge(Attention.Attend(q, k, v)).flatten(1)));        // [b, e]

        Tensor Heads(Tensor t) => Attention.Split(t, _heads);                                                // [b, h, ., k]
    }
}
