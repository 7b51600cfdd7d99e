using Atelier.Torch.Layers;

namespace Atelier.Models.Gan;

/// <summary>Hyperparameters of a <see cref="ConvGenerator"/>.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Side of the pictures.</summary>
    public int Size { get; init; } = 28;

    /// <summary>Channels of the pictures.</summary>
    public int PictureChannels { get; init; } = 1;

    /// <summary>Width of the noise.</summary>
    public int Latent { get; init; } = 64;

    /// <summary>Channels at each size; from one to the next the picture doubles.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [128, 64, 32];

    /// <summary>Side at which it begins.</summary>
    public int Start => Size >> (Channels.Count - 1);
}

/// <summary>A convolutional generator after DCGAN (Radford et al., 2016), growing by repeated pixels and 3 × 3
/// convolutions. b batch, d width of the noise.</summary>
public sealed class ConvGenerator : Module<Tensor, Tensor>
{
    private readonly Linear start;
    private readonly ModuleList<BatchNorm2d> norms;
    private readonly ModuleList<Conv2d> convolutions;
    private readonly Conv2d last;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public ConvGenerator(Weights w, GeneratorOptions options)
        : base(nameof(ConvGenerator))
    {
        Options = options;
        var channels = options.Channels;
        start = new(w["start"], options.Latent, channels[0] * options.Start * options.Start);
        norms = new(channels.Count, i => new BatchNorm2d(w["norms"][i], channels[i]));
        convolutions = new(channels.Count - 1, i => new Conv2d(w["convolutions"][i], channels[i], channels[i + 1], kernel: 3, bias: false));
        last = new(w["last"], channels[^1], options.PictureChannels, kernel: 3);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public GeneratorOptions Options { get; }

    /// <summary>Noise [b, d] to pictures [b, c, s, s] in [-1, 1].</summary>
    public override Tensor forward(Tensor noise)
    {
        using var scope = NewDisposeScope();
        var x = start.call(noise).reshape(noise.size(0), -1, Options.Start, Options.Start);
        x = F.relu(norms[0].call(x));
        for (var i = 0; i < convolutions.Count; i++)
        {
            x = F.relu(norms[i + 1].call(convolutions[i].call(F.interpolate(x, scale_factor: [2, 2]))));
        }

        return scope.MoveToOuter(last.call(x).tanh());
    }
}
