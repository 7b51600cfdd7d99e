using Atelier.Core;
using Atelier.Torch.Layers;

namespace Atelier.Models.Features;

/// <summary>A ResNet of basic blocks (He et al., 2016), such as ResNet-18, as torchvision's, up to its last feature map. b batch, c
/// channels.</summary>
public sealed class ResNet : Module<Tensor, Tensor>, IFeatureExtractor
{
    private const string Stem = "conv1";
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ModuleList<BasicBlock>[] _stages;
    private readonly Constant _mean;      // [1, 3, 1, 1]
    private readonly Constant _deviation; // [1, 3, 1, 1]
    private ComputeFormat _format;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <exception cref="ModelFileException">The file holds other weights.</exception>
    public ResNet(Weights w, ResNetOptions options)
        : base(nameof(ResNet))
    {
        conv1 = new(w["conv1"], 3, options.Channels, kernel: 7, stride: 2, bias: false);
        bn1 = new(w["bn1"], options.Channels);
        var channels = options.Channels;
        _stages = new ModuleList<BasicBlock>[options.Blocks.Count];
        for (var stage = 0; stage < _stages.Length; stage++)
        {
            var (name, outer, first) = ($"layer{stage + 1}", options.Channels << stage, channels);
            var stride = stage > 0 ? 2 : 1;
            _stages[stage] = new(
                options.Blocks[stage], i => new BasicBlock(w[name][i], i == 0 ? first : outer, outer, i == 0 ? stride : 1));
            register_module(name, _stages[stage]);
            channels = outer;
        }

        w.Verify(key => key.StartsWith("fc.", StringComparison.Ordinal)); // of classes
        using var scope = NewDisposeScope();
        (_mean, _deviation) = (new(tensor(options.Mean.ToArray(), [1, 3, 1, 1])), new(tensor(options.Deviation.ToArray(), [1, 3, 1, 1])));
        RegisterComponents();
    }

    /// <summary><c>conv1</c>, the stages <c>layer1</c> to <c>layer4</c>, and their blocks: <c>layer3.0</c>.</summary>
    public IReadOnlyList<string> Layers =>
        [Stem, .. _stages.SelectMany((blocks, stage) => blocks.Select((_, i) => $"layer{stage + 1}.{i}").Append($"layer{stage + 1}"))];

    /// <inheritdoc/>
    public string DefaultLayer => "layer3";

    /// <inheritdoc/>
    public int Multiple => 32;

    /// <summary>Pictures [b, 3, h, w] in [0, 1] to the last feature map, [b, 8 c, h / 32, w / 32].</summary>
    public override Tensor forward(Tensor pictures) => Features(pictures, [$"layer{_stages.Length}"])[0];

    /// <inheritdoc/>
    public Tensor[] Features(Tensor pictures, IReadOnlyList<string> layers)
    {
        using var scope = NewDisposeScope();
        var found = new Dictionary<string, Tensor>();
        var deepest = layers.Max(layer => Layers.Index().First(one => one.Item == layer).Index);
        var x = found[Stem] = F.relu(bn1.call(conv1.call(Normalize(pictures)))); // [b, c, h / 2, w / 2]
        x = F.max_pool2d(x, 3, 2, 1);                                                               // [b, c, h / 4, w / 4]
        foreach (var (stage, i) in _stages.SelectMany((blocks, stage) => blocks.Select((_, i) => (stage, i))))
        {
            if (found.Count > deepest)
            {
                break;
            }

            x = found[$"layer{stage + 1}.{i}"] = _stages[stage][i].call(x);
            if (i == _stages[stage].Count - 1)
            {
                found[$"layer{stage + 1}"] = x;
            }
        }

        return scope.MoveAllToOuter([.. layers.Select(layer => found[layer].alias())]);
    }

    /// <summary>Feature maps of the stem, [b, c, h / 2, w / 2], and of the four stages, half as large from each to the next, all before
    /// their last ReLU, for pictures [b, 3, h, w] in [0, 1] whose sides are multiples of 32.</summary>
    public Tensor[] BeforeActivation(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var features = new List<Tensor> { bn1.call(conv1.call(Normalize(pictures))) };
        var x = F.max_pool2d(F.relu(features[0]), 3, 2, 1);                                         // [b, c, h / 4, w / 4]
        foreach (var stage in _stages)
        {
            features.Add(stage[^1].BeforeActivation(stage.SkipLast(1).Aggregate(x, (y, block) => block.call(y))));
            x = F.relu(features[^1]);
        }

        return scope.MoveAllToOuter([.. features]);
    }

    /// <summary>Converts the network in place for inference: bf16, channels-last, batch norms folded into the convolutions.</summary>
    public void ToBFloat16()
    {
        eval();
        bn1.FoldInto(conv1);
        foreach (var block in _stages.SelectMany(stage => stage))
        {
            block.FoldNorms();
        }

        _format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16();
    }

    private Tensor Normalize(Tensor pictures) =>
        _format.Prepare((pictures - _mean.On(pictures.device)) / _deviation.On(pictures.device));

    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1;
        private readonly BatchNorm2d bn1;
        private readonly Conv2d conv2;
        private readonly BatchNorm2d bn2;
        private readonly ModuleList<Module<Tensor, Tensor>>? downsample;

        public BasicBlock(Weights w, int inChannels, int channels, int stride)
            : base(nameof(BasicBlock))
        {
            conv1 = new(w["conv1"], inChannels, channels, kernel: 3, stride, bias: false);
            bn1 = new(w["bn1"], channels);
            conv2 = new(w["conv2"], channels, channels, kernel: 3, bias: false);
            bn2 = new(w["bn2"], channels);
            downsample = stride == 1 && inChannels == channels ? null : new(
                new Conv2d(w["downsample"][0], inChannels, channels, kernel: 1, stride, padding: 0, bias: false),
                new BatchNorm2d(w["downsample"][1], channels));
        }

        public override Tensor forward(Tensor x) // [b, i, h, w] to [b, c, h', w']
        {
            using var scope = NewDisposeScope();
            return scope.MoveToOuter(F.relu(BeforeActivation(x)));
        }

        public Tensor BeforeActivation(Tensor x)
        {
            using var scope = NewDisposeScope();
            var h = bn2.call(conv2.call(F.relu(bn1.call(conv1.call(x)))));
            return scope.MoveToOuter(h + (downsample?.Through(x) ?? x));
        }

        public void FoldNorms()
        {
            bn1.FoldInto(conv1);
            bn2.FoldInto(conv2);
            if (downsample is [Conv2d convolution, BatchNorm2d norm])
            {
                norm.FoldInto(convolution);
            }
        }
    }
}
