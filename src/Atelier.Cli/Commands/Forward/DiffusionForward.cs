using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Cli.Commands.Forward;

/// <summary>Schedulers and whole diffusion models by <c>atelier forward</c>. Here <c>--config</c> tells the walk: <c>scheduler</c> (a name
/// or diffusers' class), <c>steps</c>, <c>eta</c>, and under <c>config</c> or beside them the scheduler's own settings.</summary>
internal sealed class DiffusionForward : IForwardKind
{
    private static readonly string[] OwnKeys = ["scheduler", "cls", "steps", "eta", "step", "config", "noises_used"];

    public string Name => "diffusion";

    public IReadOnlyList<string> Functions { get; } =
    [
        "schedule  x0 [n,c,h,w], pool [k,n,c,h,w], A [c,c]  ->  out, first, timesteps, sigmas, init_noise_sigma; "
            + "of the network tanh(A x 0.7 + t/1000 - 0.3) 1.1",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.Keys.Any(key => key.StartsWith("model.diffusion_model.", StringComparison.Ordinal));

    public bool RecognisesFolder(string folder) => DiffusionFiles.IsFolder(folder);

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
                + $"[{string.Join(", ", shape.Select(size => size?.ToString() ?? "any"))}]{multiples}.");
        }
    }

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var pause = no_grad();
        var (x, pool, mix) = (input("x0"), input("pool"), input("A"));
        using var scheduler = Scheduler(files.Config, ModelConfig.Empty);
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

    // the scheduler that the configuration names, with its settings there or else those of the model
    private static Scheduler Scheduler(ModelConfig config, ModelConfig ofModel)
    {
        var name = config.String("scheduler") ?? config.String("cls") ?? config.String("_class_name")
            ?? throw new CommandLineException(
                $"--config must name a scheduler: one of {string.Join(", ", SchedulerFile.Names)}, or diffusers' class.");
        var isNested = config.Has("config");
        var isTold = isNested || config.Keys("").Except([.. OwnKeys, "_class_name"]).Any();
        var (kind, settings) = isTold ? SchedulerFile.Choose(name, config, isNested ? "config." : "", OwnKeys)
            : SchedulerFile.Choose(name, ofModel);
        var steps = config.Integer("steps") ?? config.Integer("num_inference_steps")
            ?? throw new CommandLineException("--config must tell the steps: \"steps\": 20, for example.");
        var most = kind == SchedulerKind.Lcm ? settings.OriginalInferenceSteps : settings.TrainTimesteps;
        return steps >= 1 && steps <= most
            ? (settings with { Eta = config.Number("step.eta") ?? config.Number("eta") ?? 0 }).Create(kind, steps)
            : throw new CommandLineException($"{steps} steps are not possible with {name}: it walks in 1 to {most}.");
    }
}
