using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Text;
using Atelier.Torch.WeightFiles;

namespace Atelier.Training.Learners.Diffusion;

/// <summary>The frozen text tower of a CLIP that reads captions. n captions, t context length, d width.</summary>
internal sealed class ClipTextEncoder : IDisposable
{
    private readonly Tokenizer _tokenizer;
    private readonly PromptEncoder _encoder;

    private ClipTextEncoder(ClipTextModel model, Tokenizer tokenizer) =>
        (Model, _tokenizer, _encoder) = (model, tokenizer, new(model, tokenizer, isPenultimate: false));

    public ClipTextModel Model { get; }

    public static ClipTextEncoder Load(ModelFiles files, Device device)
    {
        using var stack = new ExitStack();
        var model = stack.Push(TextEncoderFile.OfClip(files, device));
        var options = new ClipOptions { ContextLength = model.Options.ContextLength, VocabularySize = model.Options.VocabularySize };
        return stack.PopAll(new ClipTextEncoder(model, TokenizerFile.Load(files, options)));
    }

    /// <summary>A vector a token, [n, t, d].</summary>
    public Tensor Encode(IReadOnlyList<string> captions) => _encoder.EncodeCaptions(captions);

    /// <summary>True for a caption whose end is not read.</summary>
    public bool IsCut(string caption) => _tokenizer.Encode(caption).Count > _tokenizer.ContextLength;

    /// <summary>Writes weights, configuration and vocabulary.</summary>
    public void Write(string folder)
    {
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), Model.state_dict());
        ConfigFile.Write(folder, new { kind = "text_encoder", heads = Model.Options.Heads, exact_gelu = Model.Options.ExactGelu });
        _tokenizer.Vocabulary.Save(Path.Combine(folder, "vocabulary.txt"));
    }

    public void Dispose() => _encoder.Dispose();
}
