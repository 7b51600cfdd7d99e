using Atelier.Core;
using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Diffusion;

/// <summary>Reads a scheduler's configuration as diffusers writes it (<c>scheduler_config.json</c>). A key left out has diffusers' default
/// of that class; a setting that Atelier does not implement is an error, since pictures would silently be others.</summary>
public static class SchedulerFile
{
    private static readonly (string Class, string Name, SchedulerKind Kind)[] Known =
    [
        ("DDIMScheduler", "ddim", SchedulerKind.Ddim), ("DDPMScheduler", "ddpm", SchedulerKind.Ddpm),
        ("PNDMScheduler", "pndm", SchedulerKind.Pndm), ("LMSDiscreteScheduler", "lms", SchedulerKind.Lms),
        ("EulerDiscreteScheduler", "euler", SchedulerKind.Euler),
        ("EulerAncestralDiscreteScheduler", "euler-a", SchedulerKind.EulerAncestral),
        ("HeunDiscreteScheduler", "heun", SchedulerKind.Heun),
        ("DPMSolverMultistepScheduler", "dpmpp-2m", SchedulerKind.DpmSolverMultistep),
        ("DPMSolverMultistepScheduler", "dpmpp-2m-sde", SchedulerKind.DpmSolverMultistep),
        ("UniPCMultistepScheduler", "unipc", SchedulerKind.UniPc), ("LCMScheduler", "lcm", SchedulerKind.Lcm),
    ];

    private static readonly (string Name, BetaSchedule Value)[] BetaSchedules =
        [("linear", BetaSchedule.Linear), ("scaled_linear", BetaSchedule.ScaledLinear), ("squaredcos_cap_v2", BetaSchedule.SquaredCosine)];

    private static readonly (string Name, PredictionType Value)[] PredictionTypes =
        [("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.V), ("sample", PredictionType.Sample)];

    private const string KarrasSuffix = "-karras";

    private static readonly SchedulerKind[] WithKarras =
        [SchedulerKind.Lms, SchedulerKind.Euler, SchedulerKind.Heun, SchedulerKind.DpmSolverMultistep, SchedulerKind.UniPc];

    private static readonly HashSet<string> Read =
    [
        "num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "prediction_type", "timestep_spacing", "steps_offset",
        "use_karras_sigmas", "rescale_betas_zero_snr", "set_alpha_to_one", "clip_sample", "clip_sample_range", "variance_type",
        "algorithm_type", "solver_order", "original_inference_steps", "timestep_scaling",
    ];

    // of no effect here: provenance, and parameters of settings that must be off
    private static readonly HashSet<string> Ignored =
    [
        "_class_name", "_diffusers_version", "dynamic_thresholding_ratio", "sample_max_value", "flow_shift", "time_shift_type",
        "disable_corrector", "lambda_min_clipped",
    ];

    // of some classes only; others take no notice of them
    private static readonly (string Key, string[] Values, SchedulerKind[] Kinds)[] Needed =
    [
        ("skip_prk_steps", ["true"], [SchedulerKind.Pndm]), ("solver_type", ["midpoint"], [SchedulerKind.DpmSolverMultistep]),
        ("solver_type", ["bh2"], [SchedulerKind.UniPc]), ("predict_x0", ["true"], [SchedulerKind.UniPc]),
        ("solver_order", ["2"], [SchedulerKind.DpmSolverMultistep]),
        ("algorithm_type", ["dpmsolver++", "sde-dpmsolver++"], [SchedulerKind.DpmSolverMultistep]),
        ("variance_type", ["fixed_small", "fixed_large"], [SchedulerKind.Ddpm]), ("final_sigmas_type", ["zero"], []),
        ("lower_order_final", ["true"], [SchedulerKind.DpmSolverMultistep, SchedulerKind.UniPc]),
        ("interpolation_type", ["linear"], []), ("timestep_type", ["discrete"], []),
    ];

    /// <summary>The names of all methods, with <c>-karras</c> where that is possible.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Known.SelectMany(known => WithKarras.Contains(known.Kind) ? [known.Name, known.Name + KarrasSuffix] : new[] { known.Name })];

    /// <summary>The value of <c>beta_schedule</c>.</summary>
    public static string NameOf(BetaSchedule schedule) => BetaSchedules.First(one => one.Value == schedule).Name;

    /// <summary>The value of <c>prediction_type</c>.</summary>
    public static string NameOf(PredictionType type) => PredictionTypes.First(one => one.Value == type).Name;

    /// <summary>Method and configuration from a method's name, such as <c>dpmpp-2m-karras</c>, or diffusers' class, and a
    /// configuration; the name's own settings go before.</summary>
    /// <param name="name">One of <see cref="Names"/>, or a class of diffusers.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="prefix">Path of the keys in it, with a dot at its end; empty for its root.</param>
    /// <param name="others">Keys there that are not the scheduler's.</param>
    /// <exception cref="ModelFileException">The name or a setting is unknown.</exception>
    public static (SchedulerKind Kind, SchedulerConfig Config) Choose(
        string name, ModelConfig config, string prefix = "", params IReadOnlyList<string> others)
    {
        var (kind, isKarras, isStochastic) = Method(name);
        if (name == "PNDMScheduler" && !config.Boolean(prefix + "skip_prk_steps"))
        {
            throw Unknown(config, prefix + "skip_prk_steps", "true");
        }

        RequireKnown(kind, config, prefix, others);
        return (kind, With(Parse(kind, config, prefix), isKarras, isStochastic));
    }

    /// <summary>Method and configuration from a method's name and what a model was trained with.</summary>
    /// <param name="name">One of <see cref="Names"/>, or a class of diffusers.</param>
    /// <param name="trained">The model's.</param>
    /// <exception cref="ModelFileException">The name is unknown.</exception>
    public static (SchedulerKind Kind, SchedulerConfig Config) Choose(string name, SchedulerConfig trained)
    {
        var (kind, isKarras, isStochastic) = Method(name);
        return (kind, With(trained, isKarras, isStochastic));
    }

    /// <summary>The most steps a method can walk in.</summary>
    public static int MostSteps(SchedulerKind kind, SchedulerConfig config) => kind switch
    {
        SchedulerKind.Lcm => config.OriginalInferenceSteps,
        SchedulerKind.DpmSolverMultistep or SchedulerKind.UniPc => config.TrainTimesteps - 1, // no step may be of length 0
        _ => config.TrainTimesteps,
    };

    private static (SchedulerKind Kind, bool IsKarras, bool IsStochastic) Method(string name)
    {
        var isKarras = name.EndsWith(KarrasSuffix, StringComparison.Ordinal);
        var bare = isKarras ? name[..^KarrasSuffix.Length] : name;
        var at = Array.FindIndex(Known, known => known.Name == bare || known.Class == name);
        return at >= 0 && (!isKarras || WithKarras.Contains(Known[at].Kind))
            ? (Known[at].Kind, isKarras, bare == "dpmpp-2m-sde")
            : throw new ModelFileException($"The scheduler '{name}' is not known; there are {string.Join(", ", Names)}.");
    }

    private static SchedulerConfig With(SchedulerConfig config, bool isKarras, bool isStochastic) => config with
    {
        KarrasSigmas = config.KarrasSigmas || isKarras,
        Stochastic = config.Stochastic || isStochastic,
    };

    private static SchedulerConfig Parse(SchedulerKind kind, ModelConfig config, string prefix)
    {
        var (steady, heun) = (kind == SchedulerKind.Lcm, kind == SchedulerKind.Heun);
        var clips = Boolean("clip_sample", kind is SchedulerKind.Ddim or SchedulerKind.Ddpm);
        return new()
        {
            TrainTimesteps = Positive("num_train_timesteps", 1000),
            BetaStart = config.Number(prefix + "beta_start") ?? (steady || heun ? 0.00085 : 0.0001),
            BetaEnd = config.Number(prefix + "beta_end") ?? (steady || heun ? 0.012 : 0.02),
            BetaSchedule = Choice("beta_schedule", steady ? "scaled_linear" : "linear", BetaSchedules),
            PredictionType = Choice("prediction_type", "epsilon", PredictionTypes),
            TimestepSpacing = config.Has(prefix + "timestep_spacing")
                ? Choice("timestep_spacing", "", ("linspace", TimestepSpacing.Linspace), ("leading", TimestepSpacing.Leading),
                    ("trailing", TimestepSpacing.Trailing))
                : null,
            StepsOffset = config.Integer(prefix + "steps_offset") ?? 0,
            KarrasSigmas = Boolean("use_karras_sigmas", false),
            RescaleZeroSnr = Boolean("rescale_betas_zero_snr", false),
            SetAlphaToOne = Boolean("set_alpha_to_one", kind is SchedulerKind.Ddim or SchedulerKind.Lcm),
            ClipSample = clips && kind is SchedulerKind.Ddim or SchedulerKind.Ddpm or SchedulerKind.Lcm
                ? config.Number(prefix + "clip_sample_range") ?? 1 : null,
            LargeVariance = kind == SchedulerKind.Ddpm && config.String(prefix + "variance_type") == "fixed_large",
            Stochastic = config.String(prefix + "algorithm_type") == "sde-dpmsolver++",
            SolverOrder = kind == SchedulerKind.UniPc ? Positive("solver_order", 2) : 2,
            OriginalInferenceSteps = Positive("original_inference_steps", 50),
            TimestepScaling = config.Number(prefix + "timestep_scaling") ?? 10,
        };

        bool Boolean(string key, bool otherwise) => config.String(prefix + key) is null ? otherwise : config.Boolean(prefix + key);

        int Positive(string key, int otherwise) => (config.Integer(prefix + key) ?? otherwise) is > 0 and < 100_000 and var number ? number
            : throw Unknown(config, prefix + key, "a whole number from 1");

        T Choice<T>(string key, string otherwise, params (string Name, T Value)[] choices)
        {
            var name = config.String(prefix + key) ?? otherwise;
            var at = Array.FindIndex(choices, choice => choice.Name == name);
            return at >= 0 ? choices[at].Value : throw Unknown(config, prefix + key, string.Join(", ", choices.Select(one => one.Name)));
        }
    }

    private static void RequireKnown(SchedulerKind kind, ModelConfig config, string prefix, IReadOnlyList<string> others)
    {
        foreach (var key in config.Keys(prefix.TrimEnd('.')).Except(others))
        {
            var rules = Needed.Where(rule => rule.Key == key).ToList();
            var own = rules.Find(rule => rule.Kinds.Length == 0 || rule.Kinds.Contains(kind));
            if (own.Key is not null && config.String(prefix + key)?.ToLowerInvariant() is { } value && !own.Values.Contains(value))
            {
                throw Unknown(config, prefix + key, string.Join(" and ", own.Values));
            }

            if (rules.Count == 0 && config.Has(prefix + key) && !Read.Contains(key) && !Ignored.Contains(key))
            {
                throw Unknown(config, prefix + key, "schedulers without it");
            }
        }
    }

    private static ModelFileException Unknown(ModelConfig config, string key, string known) =>
        new($"{config.Where}: {key} is '{config.String(key) ?? "missing or a list"}', which Atelier does not compute; it knows {known}.");
}
