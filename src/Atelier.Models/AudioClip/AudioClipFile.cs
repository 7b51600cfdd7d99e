using Atelier.Core;

namespace Atelier.Models.AudioClip;

/// <summary>Loads the sounds' side of an AudioCLIP.</summary>
public static class AudioClipFile
{
    /// <summary>True when the keys are an AudioCLIP's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("audio.fbsp.m") && stored.ContainsKey("audio.conv1.weight");

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no AudioCLIP.</exception>
    public static AudioClipModel Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        return new AudioClipModel(Weights.From(stored, files.Weights), AudioClipOptions.FromWeights(stored, files.Weights))
            .Freeze().to(device ?? CPU);
    }

    /// <summary>The weights of the CLIP in an AudioCLIP; all, if there are no sounds in it.</summary>
    internal static IReadOnlyDictionary<string, StoredTensor> WithoutSounds(IReadOnlyDictionary<string, StoredTensor> stored) =>
        !Recognises(stored) ? stored : stored
            .Where(pair =>
                !pair.Key.StartsWith("audio.", StringComparison.Ordinal) && pair.Key is not ("logit_scale_ai" or "logit_scale_at"))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
}
