using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Unet;

namespace Atelier.Cli.Commands.Forward;

/// <summary>The UNet of Stable Diffusion by <c>atelier forward</c>.</summary>
internal sealed class DiffusionUnetForward : IForwardKind
{
    public string Name => "diffusion-unet";

    public IReadOnlyList<string> Functions { get; } =
    [
        "predict  sample [n,c,h,w], timestep [n], encoder_hidden_states [n,t,d]; of SDXL text_embeds, time_ids  ->  sample",
        "predict_grad  the same and R [n,c,h,w]  ->  sample, grad_sample, grad_encoder_hidden_states of sum(R*sample)",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => UnetFile.Recognises(stored);

    public bool RecognisesFolder(string folder) => DiffusionForward.IsPart(folder, "_class_name", "UNet2DConditionModel");

    public ModelFiles Find(string model, string? config) => DiffusionForward.Locate(model, config);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var model = UnetFile.Load(DiffusionForward.Open(files).Unet, device);
        if (fast)
        {
            model.ToBFloat16();
        }

        var isGradient = function == "predict_grad";
        using var mode = set_grad_enabled(isGradient);
        var (sample, context) = (input("sample"), input("encoder_hidden_states"));
        var options = model.Options;
        DiffusionForward.Require(sample, "sample", [null, options.InChannels, null, null]);
        DiffusionForward.Require(context, "encoder_hidden_states", [sample.size(0), null, options.CrossAttentionDim]);
        var added = options.AdditionTimeEmbedDim is null ? null : new AddedConditions(input("text_embeds"), input("time_ids"));
        if (added is { TextEmbeds: var text, TimeIds: var ids }
            && text.size(-1) + (ids.size(-1) * options.AdditionTimeEmbedDim!.Value) != options.AdditionInputDim)
        {
            throw new CommandLineException($"text_embeds {text} and time_ids {ids} do not fit this network, which takes "
                + $"{options.AdditionInputDim} numbers from both, {options.AdditionTimeEmbedDim} of each of the sizes.");
        }

        (sample, context) = (sample.requires_grad_(isGradient), context.requires_grad_(isGradient));
        var output = model.call(sample, input("timestep").reshape(-1).expand(sample.size(0)), context, added);
        if (!isGradient)
        {
            return [("sample", output)];
        }

        (output * input("R")).sum().backward();
        return [("sample", output.detach()), ("grad_sample", sample.grad!), ("grad_encoder_hidden_states", context.grad!)];
    }
}
