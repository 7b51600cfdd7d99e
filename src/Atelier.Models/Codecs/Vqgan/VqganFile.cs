using Atelier.Core;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Loads a VQGAN from a taming-transformers checkpoint or a model folder.</summary>
public static class VqganFile
{
    /// <summary>True when the keys are a VQGAN's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("decoder.conv_in.weight") && stored.ContainsKey("post_quant_conv.weight");

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="device">Where it is to compute; the CPU unless said.</param>
    /// <exception cref="UserException">The file is broken, is no VQGAN, or does not fit its configuration.</exception>
    public static VqganModel Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        var options = Configured(VqganOptions.FromWeights(stored, files.Weights), files);
        var model = new VqganModel(Weights.From(stored, files.Weights), options);
        return model.Freeze().to(device ?? CPU);
    }

    private static VqganOptions Configured(VqganOptions options, ModelFiles files)
    {
        var config = files.Config;
        foreach (var (key, found) in new[]
        {
            ("n_embed", options.CodebookSize),
            ("embed_dim", options.EmbeddingWidth),
            ("ddconfig.ch", options.Channels),
            ("ddconfig.z_channels", options.LatentChannels),
            ("ddconfig.num_res_blocks", options.ResBlocks),
        })
        {
            if (config.Whole("model.params." + key) is { } said && said != found)
            {
                throw new UserException(
                    $"{files.Weights} has {key} = {found}, its configuration says {said}: they do not belong together.");
            }
        }

        return options with
        {
            KlWeight = config.Number("model.params.kl_weight") ?? options.KlWeight,
            Cosine = config.Flag("cosine") && !options.Gumbel,
            NormGroups = config.Whole("norm_groups") ?? options.NormGroups,
        };
    }
}
