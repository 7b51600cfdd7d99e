using Atelier.Models;
using Atelier.Models.Diffusion.Files;

namespace Atelier.Cli.Commands.Forward;

/// <summary>The autoencoder of Stable Diffusion by <c>atelier forward</c>.</summary>
internal sealed class DiffusionVaeForward : IForwardKind
{
    public string Name => "diffusion-vae";

    public IReadOnlyList<string> Functions { get; } =
    [
        "encode  x [n,3,h,w] in [-1,1]  ->  mean, logvar [n,z,h/f,w/f]",
        "decode  z [n,z,h,w], without the scaling factor  ->  decoded [n,3,h f,w f]",
        "decode_grad  z, R  ->  decoded, grad_z of sum(R*decoded)",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => AutoencoderFile.Recognises(stored);

    public bool RecognisesFolder(string folder) => DiffusionForward.IsPart(folder, "_class_name", "AutoencoderKL");

    public ModelFiles Find(string model, string? config) => DiffusionForward.Locate(model, config);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var model = AutoencoderFile.Load(DiffusionForward.Open(files).Autoencoder, device);
        if (fast)
        {
            model.ToBFloat16();
        }

        using var mode = set_grad_enabled(function == "decode_grad");
        if (function == "encode")
        {
            var x = input("x");
            DiffusionForward.Require(x, "x", [null, 3, null, null], model.Options.Factor);
            var (mean, logVariance) = model.encode(x);
            return [("mean", mean), ("logvar", logVariance)];
        }

        var z = input("z");
        DiffusionForward.Require(z, "z", [null, model.Options.LatentChannels, null, null]);
        z = z.requires_grad_(function == "decode_grad");
        var decoded = model.decode(z);
        if (function == "decode")
        {
            return [("decoded", decoded)];
        }

        (decoded * input("R")).sum().backward();
        return [("decoded", decoded.detach()), ("grad_z", z.grad!)];
    }
}
