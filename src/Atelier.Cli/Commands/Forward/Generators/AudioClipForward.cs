using Atelier.Core;
using Atelier.Models;
using Atelier.Models.AudioClip;

namespace Atelier.Cli.Commands.Forward.Generators;

/// <summary>The sounds of AudioCLIP by <c>atelier forward</c>; its pictures and words are of the kind clip.</summary>
internal sealed class AudioClipForward : IForwardKind
{
    public string Name => "audioclip";

    public IReadOnlyList<string> Functions { get; } =
    [
        "encode_audio  wav [n,c,t] in [-1,1] at 44.1 kHz  ->  embedding [n,d], audio_normed (of unit length)",
        "logits  wav, image_features [n,d], text_features [n,d]  ->  logits_audio_image, logits_audio_text, logits_image_text",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => AudioClipFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var model = fast ? throw new CommandLineException("AudioCLIP's sounds run in fp32 only.") : AudioClipFile.Load(files, device);
        var sound = input("wav");
        var embedding = sound.ndim == 3 && sound.numel() > 0 ? model.call(sound)
            : throw new CommandLineException("AudioCLIP needs wav [n,channels,samples].");
        if (function == "encode_audio")
        {
            return [("embedding", embedding), ("audio_normed", F.normalize(embedding, dim: 1))];
        }

        var (ai, at, it) = model.Logits(embedding, input("image_features"), input("text_features"));
        return [("logits_audio_image", ai), ("logits_audio_text", at), ("logits_image_text", it)];
    }
}
