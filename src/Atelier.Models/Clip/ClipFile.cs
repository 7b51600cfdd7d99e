using Atelier.Core;
using Atelier.Models.AudioClip;
using Atelier.Models.Clip.Released;

namespace Atelier.Models.Clip;

/// <summary>Loads a CLIP from OpenAI's TorchScript archive, a state dict, a Hugging Face folder, or an AudioCLIP.</summary>
public static class ClipFile
{
    private const string TextTower = "text."; // prefix in open_clip's CustomTextCLIP

    /// <summary>True when the keys are a CLIP's, official or Hugging Face's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("token_embedding.weight") || stored.ContainsKey(TextTower + "token_embedding.weight")
            || HuggingFaceClip.Recognises(stored);

    /// <summary>Opens the weight file, its keys as the official model names them.</summary>
    /// <exception cref="ModelFileException">The file is broken.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> OpenOfficial(ModelFiles files)
    {
        var stored = AudioClipFile.WithoutSounds(files.Open());
        return HuggingFaceClip.Recognises(stored) ? HuggingFaceClip.ToOfficial(stored)
            : stored.ContainsKey(TextTower + "token_embedding.weight") ? stored.ToDictionary(entry => Bare(entry.Key), entry => entry.Value)
            : stored;

        static string Bare(string key) => key.StartsWith(TextTower, StringComparison.Ordinal) ? key[TextTower.Length..] : key;
    }

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <param name="files">The model's files.</param>
    /// <param name="device">The device; the CPU by default.</param>
    /// <exception cref="ModelFileException">The file is broken or is no CLIP.</exception>
    public static ClipModel Load(ModelFiles files, Device? device = null)
    {
        var stored = OpenOfficial(files);
        var isOpenClip = Path.GetFileName(files.Weights).StartsWith("open_clip_", StringComparison.Ordinal);
        if (files.Config == ModelConfig.Empty && (isOpenClip || HuggingFaceClip.Recognises(files.Open())))
        {
            var needed = isOpenClip ? "open_clip_config.json" : "config.json";
            throw new ModelFileException($"{files.Weights} needs its {needed} beside it, which tells its heads and its activation.");
        }

        var options = ClipConfig.Apply(ClipOptions.FromWeights(stored, files.Weights), files);
        var model = new ClipModel(Weights.From(stored, files.Weights), options);
        return model.Freeze().to(device ?? CPU);
    }
}
