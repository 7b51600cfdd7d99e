using Atelier.Core;
using Atelier.Models.Codecs.Kl;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>What to load beside a model.</summary>
public sealed record DiffusionLoading
{
    /// <summary>LoRA files and how strongly each is merged.</summary>
    public IReadOnlyList<(string Path, double Weight)> Loras { get; init; } = [];

    /// <summary>An autoencoder apart, a file or a folder, in place of the model's.</summary>
    public string? Autoencoder { get; init; }

    /// <summary>The vocabulary, <c>bpe_simple_vocab_16e6.txt.gz</c> or <c>merges.txt</c>, where none lies with the model.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>bf16 instead of fp32.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>The device; the CPU by default.</summary>
    public Device? Device { get; init; }
}

/// <summary>Stable Diffusion 1.x, 2.x or XL: words to pictures, pictures to pictures, and inpainting. n pictures.</summary>
/// <example><code>
/// using var model = StableDiffusion.Load("sd15.safetensors");
/// using var pictures = model.Generate(new() { Prompt = "a red fox, (watercolour:1.2)", Seeds = [1, 2] });
/// </code></example>
public sealed class StableDiffusion : IDisposable
{
    private readonly DiffusionFiles _files;
    private readonly DiffusionWords _words;
    private readonly AutoencoderKl _autoencoder;

    private StableDiffusion(DiffusionFiles files, UNet2DConditionModel unet, AutoencoderKl autoencoder, double scale, DiffusionWords words)
    {
        (_files, Unet, _autoencoder, _words) = (files, unet, autoencoder, words);
        Codec = new(autoencoder, scale);
        Defaults = DiffusionDefaults.ForModel(files, unet.Options, Codec.Factor);
    }

    /// <summary>The network.</summary>
    public UNet2DConditionModel Unet { get; }

    /// <summary>The autoencoder.</summary>
    public LatentCodec Codec { get; }

    /// <summary>How this model wants to be sampled.</summary>
    public DiffusionDefaults Defaults { get; }

    /// <summary>True for SDXL.</summary>
    public bool IsXl => Unet.Options.AdditionTimeEmbedDim is not null;

    /// <summary>Loads a model from a diffusers folder or one file.</summary>
    /// <exception cref="ModelFileException">Something is missing, damaged, unknown or does not belong together.</exception>
    public static StableDiffusion Load(string path, DiffusionLoading? loading = null)
    {
        loading ??= new();
        var files = DiffusionFiles.Open(path);
        var vae = loading.Autoencoder is { } apart ? DiffusionFiles.Open(apart).Autoencoder : files.Autoencoder;
        var parts = (Unet: files.Unet, Text: files.HasText ? files.Text : null, SecondText: files.HasSecondText ? files.SecondText : null);
        foreach (var (lora, weight) in loading.Loras)
        {
            parts = LoraFile.Merge(lora, weight, parts.Unet, parts.Text, parts.SecondText);
        }

        List<IDisposable> loaded = [];
        try
        {
            var unet = Keep(UnetFile.Load(parts.Unet, loading.Device));
            if (loading.BFloat16)
            {
                unet.ToBFloat16(); // before others are read, to take less memory
            }

            var autoencoder = Keep(AutoencoderFile.Load(vae, loading.Device));
            var words = Keep(DiffusionWords.Load(files, parts.Text, parts.SecondText, unet.Options, loading));
            var isUntold = !vae.Config.Has("scaling_factor") && !vae.Config.Has("model.params.scale_factor");
            var isXl = unet.Options.AdditionTimeEmbedDim is not null;
            if (loading.BFloat16)
            {
                autoencoder.ToBFloat16();
            }

            files.Close();
            return new(files, unet, autoencoder, isUntold && isXl ? KlOptions.XlScalingFactor : autoencoder.Options.ScalingFactor, words);
        }
        catch
        {
            loaded.ForEach(each => each.Dispose());
            throw;
        }

        T Keep<T>(T network)
            where T : IDisposable
        {
            loaded.Add(network);
            return network;
        }
    }

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
        var (kind, config) = DiffusionDefaults.Choose(request.Scheduler ?? Defaults.Scheduler, _files, Unet.Options);
        var steps = request.Steps ?? Defaults.Steps;
        var most = SchedulerFile.MostSteps(kind, config);
        if (steps < 1 || steps > most)
        {
            throw new OptionException($"{nameof(request.Steps)} {steps} is not from 1 to {most}.", nameof(request.Steps));
        }

        using var scheduler = (config with { Eta = request.Eta }).Create(kind, steps);
        var guidance = new Guidance(request.GuidanceScale ?? Defaults.GuidanceScale, request.GuidanceRescale);
        var (positive, negative) = _words.Encode(request.Prompt, request.NegativePrompt, guidance, width, height);
        var guided = new GuidedUnet(Unet, positive, negative, guidance);
        using var random = new LatentNoise(request.Seeds, Unet.Device);
        var channels = Unet.Options.OutChannels;
        var noise = Draw();

        var from = request.InitImage is null ? 0 : Denoising.Start(scheduler, request.Strength);
        var original = request.InitImage is { } picture ? Codec.Encode(picture) : null;
        var isFresh = original is null || (request.Mask is not null && request.Strength >= 1);
        var start = isFresh ? noise * scheduler.InitNoiseSigma : scheduler.AddNoise(original!, noise, from);
        var latents = Denoising.Walk(scheduler, guided.Predict, start, from, Draw, Inpaint(request, original, noise), progress);
        return scope.MoveToOuter(Codec.Decode(latents, request.Tile));

        Tensor Draw() => random.Draw(channels, height / Codec.Factor, width / Codec.Factor);
    }

    /// <summary>Releases the networks.</summary>
    public void Dispose()
    {
        Unet.Dispose();
        _autoencoder.Dispose();
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
