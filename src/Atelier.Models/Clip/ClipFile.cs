using Atelier.Core;

namespace Atelier.Models.Clip;

/// <summary>Loads a CLIP from OpenAI's TorchScript archive, a state dict, or a Hugging Face folder.</summary>
public static class ClipFile
{
    /// <summary>True when the keys are a CLIP's, official or Hugging Face's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("token_embedding.weight") || HuggingFaceClip.Recognises(stored);

    /// <summary>Opens the weight file, its keys as the official model names them.</summary>
    /// <exception cref="UserException">The file is broken.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> OpenOfficial(ModelFiles files)
    {
        var stored = files.Open();
        return HuggingFaceClip.Recognises(stored) ? HuggingFaceClip.ToOfficial(stored) : stored;
    }

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="device">Where it is to compute; the CPU unless said.</param>
    /// <exception cref="UserException">The file is broken or is no CLIP.</exception>
    public static ClipModel Load(ModelFiles files, Device? device = null)
    {
        var stored = OpenOfficial(files);
        var config = files.Config;
        var options = ClipOptions.FromWeights(stored, files.Weights) with
        {
            TextHeads = config.Whole("text_config.num_attention_heads") ?? config.Whole("transformer_heads"),
            VisionHeads = config.Whole("vision_config.num_attention_heads") ?? config.Whole("vision_heads"),
            ExactGelu = (config.Text("text_config.hidden_act") ?? config.Text("hidden_act")) == "gelu",
        };
        var model = new ClipModel(Weights.From(stored, files.Weights), options);
        return model.Freeze().to(device ?? CPU);
    }
}
