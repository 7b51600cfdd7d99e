using Atelier.Core;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Loads a VQGAN from a taming-transformers checkpoint or a model folder.</summary>
public static class VqganFile
{
    /// <summary>True when the keys are a VQGAN's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("decoder.conv_in.weight") && stored.ContainsKey("post_quant_conv.weight");

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <param name="files">The model's files.</param>
    /// <param name="device">The device; the CPU by default.</param>
    /// <exception cref="ModelFileException">The file is broken, is no VQGAN, or does not fit its configuration.</exception>
    public static VqganModel Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        var options = VqganConfig.Apply(VqganOptions.FromWeights(stored, files.Weights), files);
        var model = new VqganModel(Weights.From(stored, files.Weights), options);
        return model.Freeze().to(device ?? CPU);
    }
}
