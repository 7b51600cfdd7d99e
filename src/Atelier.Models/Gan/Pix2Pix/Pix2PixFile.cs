using Atelier.Core;

namespace Atelier.Models.Gan.Pix2Pix;

/// <summary>Loads a U-Net of pix2pix from its <c>.pth</c> or safetensors.</summary>
public static class Pix2PixFile
{
    /// <summary>True when the keys are such a U-Net's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("model.model.0.weight") && stored.ContainsKey("model.model.1.model.1.weight");

    /// <summary>Loads the network, frozen, in fp32, in evaluation mode.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no such U-Net.</exception>
    public static UnetGenerator Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        var options = UnetGeneratorOptions.FromWeights(stored, files.Weights);
        if (options.InstanceNorm)
        {
            stored = InstanceNormStatistics.Dropped(stored);
        }

        return new UnetGenerator(Weights.From(stored, files.Weights), options).Freeze().to(device ?? CPU);
    }
}
