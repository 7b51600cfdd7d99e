using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.Pix2Pix;

/// <summary>A level of the U-Net around all deeper ones; what goes in also goes around it (<c>UnetSkipConnectionBlock</c>). b batch, i
/// channels in, o channels out.</summary>
internal sealed class UnetBlock : Module<Tensor, Tensor>
{
    private const int Kernel = 4;
    private const int FirstDropped = 4; // level, of those that are not the innermost
    private const double Slope = 0.2;
    private static readonly Initializer Init = Initialize.Normal(0.02);
    private readonly ModuleList<Module<Tensor, Tensor>> model = new(); // with the layers without weights, as the keys count them
    private readonly bool _outermost;

    /// <summary>Requests <c>model.0</c>, <c>model.1</c> and so on.</summary>
    /// <param name="w">The path of the level's keys.</param>
    /// <param name="level">Counted from the outermost, 0.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="dropout">Drops values of a map while training.</param>
    public UnetBlock(Weights w, int level, UnetGeneratorOptions options, Func<Tensor, Tensor> dropout)
        : base(nameof(UnetBlock))
    {
        _outermost = level == 0;
        var innermost = level == options.Levels - 1;
        var outer = _outermost ? options.OutChannels : options.ChannelsOf(level - 1);
        var inner = options.ChannelsOf(level);
        w = w["model"];
        if (!_outermost)
        {
            model.Add(LeakyReLU(Slope));
        }

        model.Add(new Conv2d(
            w[model.Count], _outermost ? options.InChannels : outer, inner, Kernel, stride: 2, padding: 1, bias: options.InstanceNorm,
            init: Init));
        if (!_outermost && !innermost)
        {
            AddNorm(inner);
        }

        if (!innermost)
        {
            model.Add(new UnetBlock(w[model.Count], level + 1, options, dropout));
        }

        model.Add(ReLU());
        model.Add(new ConvTranspose2d(
            w[model.Count], innermost ? inner : inner * 2, outer, Kernel, stride: 2, padding: 1, bias: _outermost || options.InstanceNorm,
            init: Init));
        if (_outermost)
        {
            model.Add(Tanh());
            return;
        }

        AddNorm(outer);
        if (options.Dropout && level >= FirstDropped && !innermost)
        {
            model.Add(new WhileTraining(dropout));
        }

        void AddNorm(int channels) => model.Add(options.InstanceNorm
            ? InstanceNorm2d(channels) : new BatchNorm2d(w[model.Count], channels, init: Initialize.Normal(0.02, mean: 1)));
    }

    public override Tensor forward(Tensor x) // [b, i, h, w] to [b, o, h, w]; the outermost level to [b, o / 2, h, w]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_outermost ? model.Through(x) : cat([x, model.Through(x)], 1));
    }

    private sealed class WhileTraining(Func<Tensor, Tensor> function) : Module<Tensor, Tensor>(nameof(WhileTraining))
    {
        public override Tensor forward(Tensor x) => training ? function(x) : x;
    }
}
