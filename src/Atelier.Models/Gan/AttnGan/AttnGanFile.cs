using Atelier.Core;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>Loads the two networks of an AttnGAN, which lie in a file each.</summary>
public static class AttnGanFile
{
    /// <summary>True when the keys are an AttnGAN generator's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("ca_net.fc.weight") && stored.ContainsKey("h_net1.fc.0.weight");

    /// <summary>True when the keys are an AttnGAN text encoder's.</summary>
    public static bool RecognisesTextEncoder(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("encoder.weight") && stored.ContainsKey("rnn.weight_ih_l0_reverse");

    /// <summary>Loads the generator, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no AttnGAN generator.</exception>
    public static AttnGanGenerator Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        return new AttnGanGenerator(Weights.From(stored, files.Weights), AttnGanOptions.FromWeights(stored, files.Weights))
            .Freeze().to(device ?? CPU);
    }

    /// <summary>Loads the text encoder, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no AttnGAN text encoder.</exception>
    public static AttnGanTextEncoder LoadTextEncoder(ModelFiles files, Device? device = null) =>
        TextEncoder(files.Open(), files.Weights).Freeze().to(device ?? CPU);

    /// <summary>Builds a text encoder of these weights.</summary>
    internal static AttnGanTextEncoder TextEncoder(IReadOnlyDictionary<string, StoredTensor> stored, string where) =>
        stored.GetValueOrDefault("encoder.weight")?.Shape is [var words, var wordWidth]
            && stored.GetValueOrDefault("rnn.weight_hh_l0")?.Shape is [_, var half]
            ? new(Weights.From(stored, where), (int)words, (int)wordWidth, (int)half * 2)
            : throw new ModelFileException($"{where} holds no text encoder of AttnGAN.");
}
