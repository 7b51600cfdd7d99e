using Atelier.Core;
using Atelier.Torch.Layers;

namespace Atelier.Models.Discriminators;

/// <summary>What normalises the maps of a <see cref="PatchDiscriminator"/>.</summary>
public enum PatchNorm
{
    /// <summary>Batch normalisation.</summary>
    Batch,

    /// <summary>ActNorm.</summary>
    Act,

    /// <summary>Instance normalisation without weights.</summary>
    Instance,
}

/// <summary>Hyperparameters of a <see cref="PatchDiscriminator"/>, named as in taming-transformers.</summary>
public sealed record PatchOptions
{
    /// <summary><c>input_nc</c>: channels of the pictures.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary><c>ndf</c>: channels after the first convolution; doubled up to eight times.</summary>
    public int Channels { get; init; } = 64;

    /// <summary><c>n_layers</c>: convolutions that halve the picture; 3 give patches of 70 pixels.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>What normalises the maps; <c>use_actnorm</c> of taming-transformers, <c>norm</c> of pix2pix.</summary>
    public PatchNorm Norm { get; init; }

    /// <summary>Derives the hyperparameters from a checkpoint's shapes.</summary>
    /// <exception cref="ModelFileException">The file is no PatchGAN.</exception>
    public static PatchOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        if (!stored.TryGetValue("main.0.weight", out var first) || first.Shape.Length != 4)
        {
            throw new ModelFileException($"{where} is no PatchGAN: it has no main.0.weight of four axes.");
        }

        var layers = 1;
        while (stored.ContainsKey($"main.{(layers * 3) + 5}.weight"))
        {
            layers++;
        }

        return new()
        {
            InChannels = (int)first.Shape[1],
            Channels = (int)first.Shape[0],
            Layers = layers,
            Norm = stored.ContainsKey("main.3.loc") ? PatchNorm.Act
                : stored.ContainsKey("main.3.weight") ? PatchNorm.Batch : PatchNorm.Instance,
        };
    }
}

/// <summary>PatchGAN (Isola et al., 2017), taming-transformers' <c>NLayerDiscriminator</c>: logits for each patch, high for
/// real; ActNorm initialises itself on the first training batch. b batch, c channels.</summary>
public sealed class PatchDiscriminator : Module<Tensor, Tensor>
{
    private const double Slope = 0.2;
    // convolution, norm (except in the first layer), LeakyReLU; last a convolution
    private readonly ModuleList<Module<Tensor, Tensor>> main = new();

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public PatchDiscriminator(Weights w, PatchOptions options)
        : base(nameof(PatchDiscriminator))
    {
        Options = options;
        w = w["main"];
        var channels = options.InChannels;
        for (var layer = 0; layer <= options.Layers; layer++)
        {
            var wider = options.Channels * Math.Min(1 << layer, 8);
            main.Add(Convolution(
                channels, wider, stride: layer < options.Layers ? 2 : 1, bias: layer == 0 || options.Norm != PatchNorm.Batch));
            if (layer > 0)
            {
                var at = w[main.Count];
                main.Add(options.Norm switch
                {
                    PatchNorm.Act => new ActNorm(at, wider),
                    PatchNorm.Instance => InstanceNorm2d(wider),
                    _ => new BatchNorm2d(at, wider, init: Initialize.Normal(0.02, mean: 1)),
                });
            }

            main.Add(LeakyReLU(Slope));
            channels = wider;
        }

        main.Add(Convolution(channels, 1, stride: 1, bias: true));
        RegisterComponents();

        Conv2d Convolution(int inChannels, int outChannels, int stride, bool bias) =>
            new(w[main.Count], inChannels, outChannels, kernel: 4, stride, padding: 1, bias, init: Initialize.Normal(0.02));
    }

    /// <summary>The hyperparameters.</summary>
    public PatchOptions Options { get; }

    /// <summary>Pictures [b, 3, h, w] in [-1, 1] to logits of patches [b, 1, h', w'].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(main.Through(x));
    }

    /// <summary>The features of each stage for pictures [b, 3, h, w], each [b, c, ..], and last the logits: for
    /// feature matching (Salimans et al., 2016).</summary>
    public Tensor[] Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        foreach (var layer in main)
        {
            x = layer.call(x);
            if (layer is TorchSharp.Modules.LeakyReLU)
            {
                features.Add(x);
            }
        }

        return scope.MoveAllToOuter([.. features, x]);
    }
}
