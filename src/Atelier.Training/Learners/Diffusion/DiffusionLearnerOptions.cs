using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Codecs.VqVae;

using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Schedulers;

using Atelier.Models.Diffusion.Unet;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Diffusion;

/// <summary>A diffusion model in a recipe: <c>model: {kind: diffusion, codec, clip, channels, attention, layers, heads, norm_groups,
/// unconditioned, schedule, prediction}</c>, <c>loss: {min_snr}</c> and <c>sampling: {scheduler, steps, guidance}</c>.</summary>
/// <param name="Codec">The codec of the latents; null for pixels.</param>
/// <param name="Clip">The CLIP whose text tower reads captions; null without captions.</param>
/// <param name="Unet">The network's sizes, but for its latents and texts.</param>
/// <param name="CaptionDropout">How often a caption is dropped, for classifier-free guidance.</param>
/// <param name="Noise">The noise of training.</param>
/// <param name="MinSnr">gamma of min-SNR weighting; 0 for none.</param>
/// <param name="Sampling">How samples are drawn.</param>
/// <param name="Optimiser">The optimizer.</param>
internal sealed record DiffusionLearnerOptions(
    ModelReference? Codec,
    ModelReference? Clip,
    UnetOptions Unet,
    double CaptionDropout,
    SchedulerConfig Noise,
    double MinSnr,
    DiffusionSampling Sampling,
    OptimiserOptions Optimiser) : ILearnerOptions
{
    private const int NoWordsWidth = 8; // of the zeros that stand in for words

    public static DiffusionLearnerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var channels = model.Ints("channels", [64, 128, 192]);
        var levels = channels.Count;
        var (heads, groups) = (model.Int("heads", 4, 1, 64), model.Int("norm_groups", 32, 1, 1024));
        foreach (var (key, divisor) in new[] { ("heads", heads), ("norm_groups", groups) })
        {
            if (channels.FirstOrDefault(channel => channel % divisor != 0) is > 0 and var odd)
            {
                throw model.Error(key, $"a number is needed that divides all channels; {divisor} does not divide {odd}");
            }
        }

        var attention = model.Ints("attention", [.. Enumerable.Range(0, levels).Where(level => level > 0)], min: 0, minCount: 0);
        if (attention.Any(level => level >= levels))
        {
            throw model.Error("attention", $"levels from 0 to {levels - 1} are needed, as many as there are channels");
        }

        var clip = ModelReference.Read(model, "clip");
        var dropout = model.Double("unconditioned", clip is null ? 0 : 0.1, 0, 0.9);
        var sampling = DiffusionSampling.Read(root.Section("sampling"));
        if (sampling.Guidance > 1 && dropout == 0)
        {
            throw root.Section("sampling").Error(
                "guidance", "a model that also learns without captions is needed: model.clip, and model.unconditioned above 0");
        }

        if (dropout > 0 && clip is null)
        {
            throw model.Error("unconditioned", "a model of captions is needed, model.clip, to drop some of them");
        }

        var codec = ModelReference.Read(model, "codec");
        return new(
            codec,
            clip,
            new()
            {
                BlockOutChannels = channels,
                LayersPerBlock = model.Int("layers", 2, 1, 16),
                HasAttention = [.. Enumerable.Range(0, levels).Select(attention.Contains)],
                TransformerLayers = [.. channels.Select(_ => 1)],
                Heads = [.. channels.Select(_ => heads)],
                NormGroups = groups,
                LinearProjection = true,
            },
            dropout,
            new()
            {
                BetaSchedule = model.Enum<BetaSchedule>("schedule", codec is null ? BetaSchedule.SquaredCosine : BetaSchedule.ScaledLinear),
                PredictionType = model.Enum<PredictionType>("prediction", PredictionType.V),
                ClipSample = codec is null ? 1 : null,
                SetAlphaToOne = true,
                StepsOffset = 0,
            },
            root.Section("loss").Double("min_snr", 5, 0, 1000),
            sampling,
            OptimiserOptions.Read(root.Section("optimiser"), new() { LearningRate = 2e-4, Beta2 = 0.99, WeightDecay = 0.01 }));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        using var stack = new ExitStack();
        if (data.Channels != 3)
        {
            throw data.Channels.Error("a diffusion model is of colour pictures: 3 is needed");
        }

        var codec = stack.Push<ILatentCodec>(Codec is null ? new PixelCodec()
            : new VqLatentCodec(Codec.Load(files => VqVaeFile.LoadCodec(files, random.device))));
        Requirements.Divisible(data, codec.Factor * Unet.Factor);
        if (Clip is not null)
        {
            Requirements.Captions(data);
        }

        var encoder = stack.Push(Clip?.Load(files => ClipTextEncoder.Load(files, random.device)));
        var unet = stack.Push(new UNet2DConditionModel(Weights.Fresh(random, group), Unet with
        {
            InChannels = (int)codec.Channels,
            OutChannels = (int)codec.Channels,
            CrossAttentionDim = encoder?.Model.Options.Width ?? NoWordsWidth,
        }));
        if (training.IsBf16)
        {
            unet.Format = new(BFloat16: true);
        }

        return stack.PopAll(new DiffusionLearner(unet, codec, encoder, this, data.Size, training.EmaDecay, random.device));
    }
}
