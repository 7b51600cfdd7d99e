using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Gan.StyleGan2;

namespace Atelier.Cli.Commands.Forward.Generators;

/// <summary>StyleGAN2 by <c>atelier forward</c>.</summary>
internal sealed class StyleGan2Forward : IForwardKind
{
    public string Name => "stylegan2";

    public IReadOnlyList<string> Functions { get; } =
    [
        "map  z [n,d], c [n,k] of a network with classes, psi (1), cutoff (all)  ->  w = ws [n,l,d]",
        "synthesize  ws = wplus [n,l,d]  ->  image [n,3,s,s], with the weights' noise",
        "synthesize_grad  ws = wplus, R [n,3,s,s]  ->  image, grad_ws = grad_wplus of sum(image*R)",
        "discriminate  image [n,3,s,s], c of a network with classes  ->  logits [n,1]",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => StyleGan2File.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        if (fast)
        {
            throw new CommandLineException("StyleGAN2 runs in fp32 only.");
        }

        if (function == "discriminate")
        {
            return [("logits", Discriminate(files, input, device))];
        }

        using var model = StyleGan2File.Load(files, device);
        if (function == "map")
        {
            using var noGrad = no_grad();
            var latents = Map(model, input);
            return [("w", latents), ("ws", latents)];
        }

        var ws = input.Any("ws", "wplus");
        if (ws.ndim != 3 || ws.size(1) != model.Options.Latents || ws.size(2) != model.Options.Width)
        {
            throw new CommandLineException($"This StyleGAN2 needs ws [n,{model.Options.Latents},{model.Options.Width}].");
        }

        if (function == "synthesize")
        {
            using var noGrad = no_grad();
            return [("image", model.Synthesize(ws))];
        }

        ws.requires_grad_();
        var image = model.Synthesize(ws);
        (image * input("R")).sum().backward();
        return [("image", image.detach()), ("grad_ws", ws.grad!), ("grad_wplus", ws.grad!)];
    }

    private static Tensor Map(StyleGan2Generator model, Func<string, Tensor> input)
    {
        var (z, options) = (input("z"), model.Options.Mapping);
        var c = options.Classes > 0 ? input("c") : null;
        if (z.ndim != 2 || z.size(1) != options.Latent
            || (c is not null && (c.ndim != 2 || c.size(1) != options.Classes || c.size(0) != z.size(0))))
        {
            throw new CommandLineException(
                $"This StyleGAN2 needs z [n,{options.Latent}]{(c is null ? "" : $" and c [n,{options.Classes}]")}.");
        }

        var psi = input.Optional("psi") is { } given ? ForwardInputs.Number(given) : 1;
        return model.Map(z, c, psi, input.Optional("cutoff") is { } cutoff ? (int)ForwardInputs.Number(cutoff) : null);
    }

    private static Tensor Discriminate(ModelFiles files, Func<string, Tensor> input, Device device)
    {
        using var noGrad = no_grad();
        using var model = StyleGan2File.LoadDiscriminator(files, device);
        var (image, options) = (input("image"), model.Options);
        return image.ndim == 4 && image.numel() > 0 && image.size(1) == options.PictureChannels && image.size(2) == options.Size
            && image.size(3) == options.Size && image.size(0) % Math.Min(options.Group, image.size(0)) == 0
            ? model.call(image, options.Mapping is null ? null : input("c"))
            : throw new CommandLineException(
                $"This discriminator needs image [n,{options.PictureChannels},{options.Size},{options.Size}], where n is up to "
                    + $"{options.Group} or a multiple of it.");
    }
}
