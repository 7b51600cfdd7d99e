using Atelier.Torch.Layers;

namespace Atelier.Models.AudioClip;

/// <summary>A bottleneck of a ResNeXt (Xie et al., 2017): 1 × 1, 3 × 3 in groups, 1 × 1. b batch, i channels in, o channels
/// out.</summary>
internal sealed class AudioBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly ModuleList<Module<Tensor, Tensor>>? downsample;

    public AudioBlock(Weights w, int inChannels, AudioStage stage, int stride, int groups)
        : base(nameof(AudioBlock))
    {
        conv1 = new(w["conv1"], inChannels, stage.Inner, kernel: 1, bias: false);
        bn1 = new(w["bn1"], stage.Inner);
        conv2 = new(w["conv2"], stage.Inner, stage.Inner, kernel: 3, stride, bias: false, groups: groups);
        bn2 = new(w["bn2"], stage.Inner);
        conv3 = new(w["conv3"], stage.Inner, stage.Outer, kernel: 1, bias: false);
        bn3 = new(w["bn3"], stage.Outer);
        downsample = stride == 1 && inChannels == stage.Outer ? null : new(
            new Conv2d(w["downsample"][0], inChannels, stage.Outer, kernel: 1, stride, padding: 0, bias: false),
            new BatchNorm2d(w["downsample"][1], stage.Outer));
    }

    public override Tensor forward(Tensor x) // [b, i, h, w] to [b, o, h', w']
    {
        using var scope = NewDisposeScope();
        var h = F.relu(bn1.call(conv1.call(x)));
        h = bn3.call(conv3.call(F.relu(bn2.call(conv2.call(h)))));
        return scope.MoveToOuter(F.relu(h + (downsample?.Through(x) ?? x)));
    }
}
