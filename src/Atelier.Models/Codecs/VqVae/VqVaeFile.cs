using Atelier.Core;
using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Models.Codecs.VqVae;

/// <summary>Loads a VQ-VAE from a model folder, and any network of codes by its kind.</summary>
public static class VqVaeFile
{
    /// <summary>True when the keys are a VQ-VAE's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("to_latent.weight") && stored.ContainsKey("quantize.embedding.weight");

    /// <summary>Loads the network, frozen, in fp32; sizes are read off the weights, <c>cosine</c> off the configuration.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no VQ-VAE.</exception>
    public static VqVaeModel Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        long Size(string key, int axis) => stored.TryGetValue(key, out var tensor) && tensor.Shape.Length > axis
            ? tensor.Shape[axis]
            : throw new ModelFileException($"{files.Weights} is no VQ-VAE: it has no {key} of the right shape.");
        int Count(string format) =>
            Enumerable.Range(0, stored.Count).TakeWhile(i => stored.ContainsKey(string.Format(null, format, i))).Count();
        var blocks = Count("encoder.residual.{0}.conv1.weight");
        var model = new VqVaeModel(Weights.From(stored, files.Weights), new()
        {
            PictureChannels = (int)Size("encoder.down.0.weight", 1),
            Channels = (int)Size("encoder.middle.weight", 0),
            ResidualBlocks = blocks,
            ResidualChannels = blocks == 0 ? 1 : (int)Size("encoder.residual.0.conv1.weight", 0),
            Halvings = Count("encoder.down.{0}.weight"),
            CodebookSize = (int)Size("quantize.embedding.weight", 0),
            CodebookWidth = (int)Size("quantize.embedding.weight", 1),
            Cosine = files.Config.Boolean("cosine"),
        });
        return model.Freeze().to(device ?? CPU);
    }

    /// <summary>Loads a VQ-VAE or a VQGAN, whichever it is.</summary>
    /// <exception cref="ModelFileException">The file is broken or is neither.</exception>
    public static PictureCodec LoadCodec(ModelFiles files, Device? device = null) =>
        Recognises(files.Open()) ? Load(files, device) : VqganFile.Load(files, device);
}
