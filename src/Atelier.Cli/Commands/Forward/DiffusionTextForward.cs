using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Diffusion.Files;

namespace Atelier.Cli.Commands.Forward;

/// <summary>A text encoder of Stable Diffusion by <c>atelier forward</c>; of XL's two, the second is asked for by its own folder.</summary>
internal sealed class DiffusionTextForward : IForwardKind
{
    public string Name => "diffusion-text";

    public IReadOnlyList<string> Functions { get; } =
        ["encode  input_ids [n,t] i64  ->  last_hidden_state, penultimate [n,t,d], and pooled [n,d] or text_embeds [n,e]"];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => TextEncoderFile.Recognises(stored);

    public bool RecognisesFolder(string folder) => DiffusionForward.IsPart(folder, "model_type", "clip_text_model");

    public ModelFiles Find(string model, string? config) => DiffusionForward.Locate(model, config);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        var found = DiffusionForward.Open(files);
        using var model = TextEncoderFile.Load(found.HasText ? found.Text : found.SecondText, device);
        if (fast)
        {
            model.ToBFloat16();
        }

        var (tokens, options) = (input("input_ids"), model.Options);
        if (tokens.ndim != 2 || tokens.dtype != ScalarType.Int64 || tokens.size(1) > options.ContextLength
            || tokens.min().ToDouble() < 0 || tokens.max().ToDouble() >= options.VocabularySize)
        {
            throw new CommandLineException($"{tokens} are no tokens of this text encoder: i64 [n, t] of up to {options.ContextLength}, "
                + $"from 0 to {options.VocabularySize - 1}, are needed.");
        }

        var encoded = model.call(tokens);
        return
        [
            ("last_hidden_state", encoded.LastHiddenState), ("penultimate", encoded.Penultimate),
            (options.ProjectionWidth is null ? "pooled" : "text_embeds", encoded.Pooled),
        ];
    }
}
