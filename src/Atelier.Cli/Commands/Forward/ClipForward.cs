using Atelier.Models;
using Atelier.Models.Clip;

namespace Atelier.Cli.Commands.Forward;

/// <summary>CLIP by <c>atelier forward</c>.</summary>
internal sealed class ClipForward : IForwardKind
{
    public string Name => "clip";

    public IReadOnlyList<string> Functions { get; } =
    [
        "encode_image  image [n,3,s,s] in [0,1]  ->  image_features [n,d]",
        "encode_text  tokens [n,t] i64  ->  text_features [n,d]",
        "logits  image, tokens  ->  logits_per_image, logits_per_text",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => ClipFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var model = ClipFile.Load(files, device);
        if (fast)
        {
            model.ToBFloat16();
        }

        if (function == "encode_text")
        {
            return [("text_features", model.encode_text(input("tokens")))];
        }

        var image = model.encode_image(input("image"));
        if (function == "encode_image")
        {
            return [("image_features", image)];
        }

        var logits = model.Logits(image, model.encode_text(input("tokens")));
        return [("logits_per_image", logits), ("logits_per_text", logits.transpose(0, 1))];
    }
}
