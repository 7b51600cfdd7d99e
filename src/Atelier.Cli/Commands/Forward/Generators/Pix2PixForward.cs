using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Gan.Pix2Pix;

namespace Atelier.Cli.Commands.Forward.Generators;

/// <summary>Pix2pix by <c>atelier forward</c>.</summary>
internal sealed class Pix2PixForward : IForwardKind
{
    public string Name => "pix2pix";

    public IReadOnlyList<string> Functions { get; } =
    [
        "translate  x = A [n,i,h,w] in [-1,1]  ->  y [n,o,h,w], by the running statistics",
        "translate_train  x = A, dropout_mask of a network with one dropout  ->  y, by the batch's statistics as the official test.py",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => Pix2PixFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var model = fast ? throw new CommandLineException("Pix2pix runs in fp32 only.") : Pix2PixFile.Load(files, device);
        var (x, multiple) = (input.Any("x", "A"), model.Options.Multiple);
        if (x.ndim != 4 || x.numel() == 0 || x.size(1) != model.Options.InChannels || x.size(2) % multiple != 0
            || x.size(3) % multiple != 0)
        {
            throw new CommandLineException(
                $"This U-Net needs x [n,{model.Options.InChannels},h,w], where h and w are multiples of {multiple}.");
        }

        if (function == "translate_train")
        {
            model.train();
            if (input.Optional("dropout_mask", "G6.dropout_mask") is { } mask)
            {
                model.Mask = _ => mask;
            }
        }

        return [("y", model.call(x))];
    }
}
