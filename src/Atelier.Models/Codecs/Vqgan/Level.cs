using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Blocks at one size, each with attention behind it where there is any. b batch, i channels in, o channels out.</summary>
internal abstract class Level : Module<Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock> block;
    private readonly ModuleList<AttentionBlock> attn;

    protected Level(string name, Weights w, int inChannels, int outChannels, int blocks, bool attention, int groups)
        : base(name)
    {
        block = new(blocks, j => new ResnetBlock(w["block"][j], j == 0 ? inChannels : outChannels, outChannels, groups));
        attn = new(attention ? blocks : 0, j => new AttentionBlock(w["attn"][j], outChannels, groups));
    }

    /// <summary>From [b, i, h, w] to [b, o, h, w].</summary>
    protected IEnumerable<Module<Tensor, Tensor>> Blocks =>
        attn.Count == 0
            ? block
            : block.Zip<Module<Tensor, Tensor>, AttentionBlock>(attn).SelectMany(pair => new[] { pair.First, pair.Second });
}

/// <summary>A level of the encoder; each but the last halves the picture.</summary>
internal sealed class DownLevel(Weights w, int inChannels, int outChannels, int blocks, bool attention, bool last, int groups)
    : Level(nameof(DownLevel), w, inChannels, outChannels, blocks, attention, groups)
{
    private readonly Downsample? downsample = last ? null : new(w["downsample"], outChannels);

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = Blocks.Through(x);
        return scope.MoveToOuter(downsample?.call(x) ?? x);
    }
}

/// <summary>A level of the decoder; each but the last doubles the picture.</summary>
internal sealed class UpLevel(Weights w, int inChannels, int outChannels, int blocks, bool attention, bool last, int groups)
    : Level(nameof(UpLevel), w, inChannels, outChannels, blocks, attention, groups)
{
    private readonly Upsample? upsample = last ? null : new(w["upsample"], outChannels);

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = Blocks.Through(x);
        return scope.MoveToOuter(upsample?.call(x) ?? x);
    }
}

/// <summary>Halves the picture, with the official padding: right and bottom only.</summary>
internal sealed class Downsample(Weights w, int channels) : Module<Tensor, Tensor>(nameof(Downsample))
{
    private readonly Conv2d conv = new(w["conv"], channels, channels, kernel: 3, stride: 2, padding: 0);

    public override Tensor forward(Tensor x) // [b, c, h, w] to [b, c, h / 2, w / 2]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(conv.call(F.pad(x, [0, 1, 0, 1])));
    }
}

/// <summary>Doubles the picture.</summary>
internal sealed class Upsample(Weights w, int channels) : Module<Tensor, Tensor>(nameof(Upsample))
{
    private readonly Conv2d conv = new(w["conv"], channels, channels, kernel: 3);

    public override Tensor forward(Tensor x) // [b, c, h, w] to [b, c, 2 h, 2 w]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(conv.call(F.interpolate(x, scale_factor: [2, 2])));
    }
}
