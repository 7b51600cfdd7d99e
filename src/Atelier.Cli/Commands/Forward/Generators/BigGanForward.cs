using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Gan.BigGan;

namespace Atelier.Cli.Commands.Forward.Generators;

/// <summary>BigGAN-deep by <c>atelier forward</c>.</summary>
internal sealed class BigGanForward : IForwardKind
{
    public string Name => "biggan";

    public IReadOnlyList<string> Functions { get; } =
    [
        "generate  z [n,d], class [n,k], truncation in (0,1]  ->  image [n,3,s,s] in [-1,1]",
        "generate_grad  z, class, truncation, R [n,3,s,s]  ->  image, grad_z, grad_class of sum(image*R)",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => BigGanFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var model = fast ? throw new CommandLineException("BigGAN runs in fp32 only.") : BigGanFile.Load(files, device);
        var (z, classes, truncation) = (input("z"), input("class"), ForwardInputs.Number(input("truncation")));
        if (z.ndim != 2 || z.size(1) != model.Options.Latent || classes.ndim != 2 || classes.size(1) != model.Options.Classes
            || z.size(0) != classes.size(0) || truncation is not (> 0 and <= 1))
        {
            throw new CommandLineException(
                $"This BigGAN needs z [n,{model.Options.Latent}], class [n,{model.Options.Classes}] and a truncation above 0 and up to 1.");
        }

        if (function == "generate")
        {
            using var noGrad = no_grad();
            return [("image", model.call(z, classes, truncation))];
        }

        z.requires_grad_();
        classes.requires_grad_();
        var image = model.call(z, classes, truncation);
        (image * input("R")).sum().backward();
        return [("image", image.detach()), ("grad_z", z.grad!), ("grad_class", classes.grad!)];
    }
}
