using Atelier.Core;

namespace Atelier.Models.Gan.BigGan;

/// <summary>Loads a BigGAN-deep from pytorch-pretrained-BigGAN's <c>pytorch_model.bin</c> or safetensors.</summary>
public static class BigGanFile
{
    /// <summary>True when the keys are a BigGAN-deep's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("generator.gen_z.weight_orig") && stored.ContainsKey("embeddings.weight");

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no BigGAN-deep, or the configuration is another's.</exception>
    public static BigGanModel Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        return new BigGanModel(Weights.From(stored, files.Weights), BigGanOptions.FromWeights(stored, files)).Freeze().to(device ?? CPU);
    }
}
