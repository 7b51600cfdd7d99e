using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Cli.Commands.Forward;

/// <summary>Schedulers and whole diffusion models by <c>atelier forward</c>. Here <c>--config</c> tells the walk: <c>scheduler</c> (a name
/// or diffusers' class), <c>steps</c>, <c>eta</c>, and under <c>config</c> or beside them the scheduler's own settings.</summary>
internal sealed class DiffusionForward : IForwardKind
{
    private static readonly string[] OwnKeys =
    [
        "scheduler", "cls", "steps", "num_inference_steps", "eta", "step", "config", "noises_used", "guidance", "guidance_scale",
        "guidance_rescale", "strength",
    ];

    public string Name => "diffusion";

    public IReadOnlyList<string> Functions { get; } =
    [
        "schedule  x0 [n,c,h,w], pool [k,n,c,h,w], A [c,c]  ->  out, first, timesteps, sigmas, init_noise_sigma; "
            + "of the network tanh(A x 0.7 + t/1000 - 0.3) 1.1",
        "sample  prompt_embeds [1,t,d], negative_prompt_embeds, latents [n,z,h,w] of deviation 1  ->  latents, image [n,3,h f,w f] in "
            + "[-1,1], not clamped; of SDXL also text_embeds, negative_text_embeds, time_ids; with strength in --config, image in [-1,1] "
            + "and noise in place of latents",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.Keys.Any(key => key.StartsWith("model.diffusion_model.", StringComparison.Ordinal));

    public bool RecognisesFolder(string folder) => DiffusionFiles.IsFolder(folder);

    public ModelFiles Find(string model, string? config) => Locate(model, config);

    /// <summary>A folder of several networks, one of its subfolders, or a file.</summary>
    public static ModelFiles Locate(string model, string? config) =>
        new(model, config is null ? ModelConfig.Empty : ModelConfig.Read(config));

    /// <summary>The networks, with the configuration that was given or lies beside a lone file.</summary>
    public static DiffusionFiles Open(ModelFiles files) =>
        DiffusionFiles.Open(files.Weights, files.Config.Where.Length > 0 ? files.Config.Where : null);

    /// <summary>Whether a folder holds one network, by a key of its configuration.</summary>
    public static bool IsPart(string folder, string key, string value)
    {
        var config = Path.Combine(folder, "config.json");
        return File.Exists(config) && ModelConfig.Read(config).String(key) == value;
    }

    /// <summary>Refuses a tensor of another shape; null is any size, which for the last two axes is a multiple of a factor.</summary>
    public static void Require(Tensor tensor, string name, long?[] shape, int factor = 1)
    {
        var fits = tensor.ndim == shape.Length && tensor.shape.Zip(shape).All(pair => pair.Second is null || pair.First == pair.Second)
            && tensor.shape[^2..].All(side => side % factor == 0 && side > 0);
        if (!fits)
        {
            var multiples = factor > 1 ? $", the last two multiples of {factor}" : "";
            throw new CommandLineException($"{name} has the shape [{string.Join(", ", tensor.shape)}]; this network takes "
                + $"[{string.Join(", ", shape.Select(size => size is null ? "any" : $"{size}"))}]{multiples}.");
        }
    }

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        return function == "schedule" ? Schedule(files.Config, input) : Sample(files, input, fast, device);
    }

    private static (string Name, Tensor Value)[] Schedule(ModelConfig config, Func<string, Tensor> input)
    {
        var (x, pool, mix) = (input("x0"), input("pool"), input("A"));
        using var scheduler = Scheduler(config, name => SchedulerFile.Choose(name, ModelConfig.Empty));
        x = x * scheduler.InitNoiseSigma;
        var (first, used) = (x, 0);
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            var scaled = scheduler.ScaleModelInput(x, i);
            var output = ((einsum("oc,bchw->bohw", mix, scaled) * 0.7) + (scheduler.Timesteps[i] / 1000) - 0.3).tanh() * 1.1;
            x = scheduler.Step(output, i, x, () => used < pool.size(0) ? pool[used++]
                : throw new CommandLineException($"pool holds {pool.size(0)} noises, which is too few for this walk."));
            first = i == 0 ? x : first;
        }

        (string, Tensor)[] outputs =
        [
            ("out", x), ("first", first), ("timesteps", tensor(scheduler.Timesteps.ToArray())),
            ("init_noise_sigma", tensor([(float)scheduler.InitNoiseSigma])),
        ];
        return scheduler.Sigmas.Count > 0 ? [.. outputs, ("sigmas", tensor(scheduler.Sigmas.ToArray()))] : outputs;
    }

    private static (string Name, Tensor Value)[] Sample(ModelFiles files, Func<string, Tensor> input, bool fast, Device device)
    {
        var (config, found) = (files.Config, DiffusionFiles.Open(files.Weights));
        using var unet = UnetFile.Load(found.Unet, device);
        using var vae = AutoencoderFile.Load(found.Autoencoder, device);
        using var scheduler = Scheduler(config, name => DiffusionDefaults.Choose(name, found, unet.Options));
        if (fast)
        {
            unet.ToBFloat16();
            vae.ToBFloat16();
        }

        var guidance = new Guidance(
            config.Number("guidance") ?? config.Number("guidance_scale") ?? 7.5, config.Number("guidance_rescale") ?? 0);
        var scale = vae.Options.ScalingFactor;
        var from = config.Number("strength") is { } strength ? Denoising.Start(scheduler, strength) : 0;
        var latents = config.Has("strength")
            ? scheduler.AddNoise(vae.encode(input("image")).Mean * scale, input("noise"), from)
            : input("latents") * scheduler.InitNoiseSigma;
        Require(latents, "latents", [null, unet.Options.InChannels, null, null]);
        var guided = new GuidedUnet(unet, Words(""), guidance.IsOn ? Words("negative_") : null, guidance);
        using var random = new Generator(0);
        var shape = latents.shape;
        latents = Denoising.Walk(scheduler, guided.Predict, latents, from, () => randn(shape, generator: random).to(device));
        return [("latents", latents), ("image", vae.decode(latents / scale))];

        TextCondition Words(string sign) => new(
            input(sign + "prompt_embeds"),
            unet.Options.AdditionTimeEmbedDim is null ? null : new(input(sign + "text_embeds"), input("time_ids")));
    }

    // the scheduler that the configuration names, with its settings there or else those of the model
    private static Scheduler Scheduler(ModelConfig config, Func<string, (SchedulerKind Kind, SchedulerConfig Config)> ofModel)
    {
        var name = config.String("scheduler") ?? config.String("cls") ?? config.String("_class_name")
            ?? throw new CommandLineException(
                $"--config must name a scheduler: one of {string.Join(", ", SchedulerFile.Names)}, or diffusers' class.");
        var isNested = config.Has("config");
        var isTold = isNested || config.Keys("").Except([.. OwnKeys, "_class_name"]).Any();
        var (kind, settings) = isTold ? SchedulerFile.Choose(name, config, isNested ? "config." : "", OwnKeys) : ofModel(name);
        var steps = config.Integer("steps") ?? config.Integer("num_inference_steps")
            ?? throw new CommandLineException("--config must tell the steps: \"steps\": 20, for example.");
        var most = SchedulerFile.MostSteps(kind, settings);
        return steps >= 1 && steps <= most
            ? (settings with { Eta = config.Number("step.eta") ?? config.Number("eta") ?? 0 }).Create(kind, steps)
            : throw new CommandLineException($"{steps} steps are not possible with {name}: it walks in 1 to {most}.");
    }
}
