using Atelier.Core;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>A diffusion model with all that it needs to draw: Stable Diffusion 1.x, 2.x or XL, or one that was trained by a recipe. Words
/// to pictures, pictures to pictures, and inpainting. n pictures.</summary>
/// <example><code>
/// using var model = DiffusionPipeline.Load("sd15.safetensors");
/// using var pictures = model.Generate(new() { Prompt = "a red fox, (watercolour:1.2)", Seeds = [1, 2] });
/// </code></example>
public sealed class DiffusionPipeline : IDisposable
{
    private readonly IDiffusionWords _words;
    private readonly Func<string, (SchedulerKind, SchedulerConfig)> _choose;

    /// <summary>Puts the networks together, which the pipeline owns from then on.</summary>
    /// <param name="unet">The network.</param>
    /// <param name="codec">Its latents.</param>
    /// <param name="words">Its text encoders.</param>
    /// <param name="defaults">How it wants to be sampled.</param>
    /// <param name="choose">Method and configuration of a scheduler's name.</param>
    internal DiffusionPipeline(
        UNet2DConditionModel unet,
        ILatentCodec codec,
        IDiffusionWords words,
        DiffusionDefaults defaults,
        Func<string, (SchedulerKind, SchedulerConfig)> choose)
    {
        (Unet, Codec, _words, Defaults, _choose) = (unet, codec, words, defaults, choose);
    }

    /// <summary>The network.</summary>
    public UNet2DConditionModel Unet { get; }

    /// <summary>The latents.</summary>
    public ILatentCodec Codec { get; }

    /// <summary>Whether words mean something to it.</summary>
    public bool ReadsWords => _words is not NoWords;

    /// <summary>How this model wants to be sampled.</summary>
    public DiffusionDefaults Defaults { get; }

    /// <summary>The noise that it was trained on.</summary>
    public SchedulerConfig NoiseConfig => _choose(Defaults.Scheduler).Item2;

    /// <summary>The conditions of captions as a recipe's model is trained on them: n captions, s tokens, d width.</summary>
    /// <param name="captions">n captions; those of a model without words mean nothing.</param>
    /// <returns>[n, s, d].</returns>
    public Tensor EncodeCaptions(IReadOnlyList<string> captions) => _words.EncodeCaptions(captions);

    /// <summary>Loads a model from a diffusers folder, one file, or the run or model folder of a <c>diffusion</c> recipe.</summary>
    /// <exception cref="ModelFileException">Something is missing, damaged, unknown or does not belong together.</exception>
    public static DiffusionPipeline Load(string path, DiffusionLoading? loading = null) => TrainedDiffusionFile.Recognises(path)
        ? TrainedDiffusionFile.Load(path, loading ?? new())
        : StableDiffusionFile.Load(path, loading ?? new());

    /// <summary>Draws.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Told after each call of the network.</param>
    /// <returns>[n, 3, h, w] in [0, 1], on the model's device.</returns>
    /// <exception cref="OptionException">The request is out of range.</exception>
    /// <exception cref="ModelFileException">The scheduler is unknown.</exception>
    public Tensor Generate(DiffusionRequest request, IProgress<DenoisingProgress>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (width, height) = (request.Width ?? Defaults.Side, request.Height ?? Defaults.Side);
        request.Check(width, height, Codec.Factor);
        var (kind, config) = _choose(request.Scheduler ?? Defaults.Scheduler);
        var steps = request.Steps ?? Defaults.Steps;
        var most = SchedulerFile.MostSteps(kind, config);
        if (steps < 1 || steps > most)
        {
            throw new OptionException($"{nameof(request.Steps)} {steps} is not from 1 to {most}.", nameof(request.Steps));
        }

        using var scheduler = (config with { Eta = request.Eta }).Create(kind, steps);
        var guidance = new Guidance(request.GuidanceScale ?? Defaults.GuidanceScale, request.GuidanceRescale);
        var (positive, negative) = _words.Encode(request.Prompt, request.NegativePrompt, guidance, width, height);
        if (request.Toward is { } toward)
        {
            positive = positive.Toward(
                _words.Encode(toward.Prompt, request.NegativePrompt, guidance, width, height).Positive, toward.Share);
        }

        var guided = new GuidedUnet(Unet, positive, negative, guidance);
        using var random = new LatentNoise(request.Seeds, Unet.Device);
        var noise = Draw();

        var from = request.InitImage is null ? 0 : Denoising.Start(scheduler, request.Strength);
        var original = request.InitImage is { } picture ? Codec.Encode(picture) : null;
        var isFresh = original is null || (request.Mask is not null && request.Strength >= 1);
        var start = isFresh ? noise * scheduler.InitNoiseSigma : scheduler.AddNoise(original!, noise, from);
        var guide = request.Guide is { } loss ? new LossGuidance(loss, Codec) : null;
        var latents = Denoising.Walk(scheduler, guided.Predict, start, from, Draw, Inpaint(request, original, noise), progress, guide);
        return scope.MoveToOuter(Codec.Decode(latents, request.Tile));

        Tensor Draw() => random.Draw(Unet.Options.OutChannels, height / Codec.Factor, width / Codec.Factor);
    }

    /// <summary>Releases the networks.</summary>
    public void Dispose()
    {
        Unet.Dispose();
        Codec.Dispose();
        _words.Dispose();
    }

    // a network of 9 channels always wants a mask: all of it where there is none
    private Inpainting? Inpaint(DiffusionRequest request, Tensor? original, Tensor noise)
    {
        var takesMask = Unet.Options.InChannels > Unet.Options.OutChannels;
        if (request.Mask is null && !takesMask)
        {
            return null;
        }

        var (height, width) = (noise.size(2), noise.size(3));
        var mask = (request.Mask ?? ones([1, 1, height * Codec.Factor, width * Codec.Factor])).to(noise.device);
        var picture = request.InitImage ?? full([1, 3, mask.size(2), mask.size(3)], 0.5);
        var masked = takesMask ? Codec.Encode((picture.to(noise.device) - 0.5) * mask.lt(0.5).to(ScalarType.Float32) + 0.5) : null;
        return new(Inpainting.Shrink(mask, height, width), original ?? noise, noise, masked);
    }
}
