using Atelier.Core;

namespace Atelier.Models.Discriminators;

/// <summary>Loads a PatchGAN from its own file, or out of a VQGAN checkpoint.</summary>
public static class PatchDiscriminatorFile
{
    private const string InCheckpoint = "loss.discriminator.";

    /// <summary>True when the keys are a PatchGAN's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => stored.ContainsKey("main.0.weight")
        || (stored.ContainsKey(InCheckpoint + "main.0.weight") && !stored.ContainsKey("decoder.conv_in.weight"));

    /// <summary>Loads the network, frozen, in fp32, not training.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no PatchGAN.</exception>
    public static PatchDiscriminator Load(ModelFiles files)
    {
        var stored = files.Open();
        if (stored.ContainsKey(InCheckpoint + "main.0.weight"))
        {
            stored = stored.Where(pair => pair.Key.StartsWith(InCheckpoint, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[InCheckpoint.Length..], pair => pair.Value);
        }

        var weights = Weights.From(stored, files.Weights);
        var model = new PatchDiscriminator(weights, PatchOptions.FromWeights(stored, files.Weights));
        weights.Verify();
        return model.Freeze();
    }
}
