using Atelier.Models;
using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Cli.Commands.Forward;

/// <summary>VQGAN by <c>atelier forward</c>.</summary>
internal sealed class VqganForward : IForwardKind
{
    public string Name => "vqgan";

    public IReadOnlyList<string> Functions { get; } =
    [
        "encode  x [n,3,h,w] in [-1,1]  ->  quant [n,e,h/f,w/f], indices i64 [n h/f w/f] (Gumbel [n,h/f,w/f]), qloss [1]",
        "decode  z [n,e,h,w]  ->  image [n,3,h f,w f]",
        "reconstruct  x  ->  rec",
        "decode_grad  z, R  ->  image, loss [1] = sum(image*R)/numel, grad_z",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => VqganFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var model = VqganFile.Load(files, device);
        if (fast)
        {
            model.ToBFloat16();
        }

        switch (function)
        {
            case "encode":
                var coded = model.encode(input("x"));
                var (n, h, w) = (coded.Latent.size(0), coded.Latent.size(2), coded.Latent.size(3));
                // flat or not, as taming-transformers gives them
                var indices = model.Options.Gumbel ? coded.Indices.reshape(n, h, w) : coded.Indices;
                return [("quant", coded.Latent), ("indices", indices), ("qloss", coded.Loss.reshape(1))];
            case "decode":
                return [("image", model.decode(input("z")))];
            case "reconstruct":
                return [("rec", model.decode(model.encode(input("x")).Latent))];
            default:
                var z = input("z").requires_grad_();
                var image = model.decode(z);
                var loss = (image * input("R")).sum() / image.numel();
                loss.backward();
                return [("image", image.detach()), ("loss", loss.detach().reshape(1)), ("grad_z", z.grad!)];
        }
    }
}
