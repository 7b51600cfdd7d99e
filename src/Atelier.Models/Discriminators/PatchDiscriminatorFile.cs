using Atelier.Core;

namespace Atelier.Models.Discriminators;

/// <summary>Loads a PatchGAN from its own file, taming-transformers' or pix2pix's, or out of a VQGAN checkpoint.</summary>
public static class PatchDiscriminatorFile
{
    private const string InCheckpoint = "loss.discriminator.";
    private const string OfPix2Pix = "model."; // its layers are counted alike

    /// <summary>True when the keys are a PatchGAN's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("main.0.weight") || IsPix2Pix(stored)
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
        else if (IsPix2Pix(stored))
        {
            stored = stored.ToDictionary(pair => "main." + pair.Key[OfPix2Pix.Length..], pair => pair.Value);
        }

        var options = PatchOptions.FromWeights(stored, files.Weights);
        stored = options.Norm == PatchNorm.Instance ? InstanceNormStatistics.Dropped(stored) : stored;
        var weights = Weights.From(stored, files.Weights);
        var model = new PatchDiscriminator(weights, options);
        weights.Verify();
        return model.Freeze();
    }

    // the oldest ESRGAN begins with model.0 as well, of 3 × 3 pixels
    private static bool IsPix2Pix(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.GetValueOrDefault("model.0.weight")?.Shape is [_, _, 4, 4]
            && stored.GetValueOrDefault("model.2.weight")?.Shape is [_, _, 4, 4]
            && stored.Keys.All(key => key.StartsWith(OfPix2Pix, StringComparison.Ordinal));
}
