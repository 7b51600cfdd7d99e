using Atelier.Core;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>How a model wants to be sampled.</summary>
/// <param name="Scheduler">The name or class of its scheduler.</param>
/// <param name="Steps">Steps of the walk.</param>
/// <param name="GuidanceScale">Of <see cref="Guidance"/>.</param>
/// <param name="Side">Pixels of a side in training.</param>
public sealed record DiffusionDefaults(string Scheduler, int Steps, double GuidanceScale, int Side)
{
    private const int XlWidth = 2048, SecondWidth = 1024; // of the texts of SDXL and of Stable Diffusion 2

    /// <summary>Those of a model: what its scheduler's configuration says, and for few-step models the few steps that they were
    /// distilled to. A single file shows that only by its name.</summary>
    internal static DiffusionDefaults ForModel(DiffusionFiles files, UnetOptions options, int factor)
    {
        var scheduler = files.Config.String("_class_name");
        var name = Path.GetFileName(files.Where.TrimEnd('/', '\\'));
        var isLcm = scheduler == "LCMScheduler" || options.TimeCondProjDim is not null || Named("lcm");
        var isTurbo = !isLcm && (files.Config.String("timestep_spacing") == "trailing" && scheduler == "EulerAncestralDiscreteScheduler"
            || Named("turbo"));
        var side = files.SampleSize * factor ?? (options.CrossAttentionDim == XlWidth ? 1024 : 512);
        return isLcm ? new("LCMScheduler", 4, options.TimeCondProjDim is null ? 1 : 8.5, side) // 8.5: its authors' choice
            : isTurbo ? new("EulerAncestralDiscreteScheduler", 4, 0, Math.Min(side, 512))
            : new(scheduler ?? "euler", 20, 7.5, side);

        bool Named(string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Method and configuration for a model.</summary>
    /// <param name="name">A name or class of a scheduler.</param>
    /// <param name="files">The model.</param>
    /// <param name="options">Its UNet's.</param>
    /// <exception cref="ModelFileException">The name is unknown, or one file of Stable Diffusion 2 does not tell what it
    /// predicts.</exception>
    public static (SchedulerKind Kind, SchedulerConfig Config) Choose(string name, DiffusionFiles files, UnetOptions options)
    {
        const string yaml = "model.params.";
        var config = files.Config;
        if (config.Has("num_train_timesteps"))
        {
            return SchedulerFile.Choose(name, config);
        }

        var defaults = new SchedulerConfig();
        var isVelocity = config.String(yaml + "parameterization") switch
        {
            "v" => true,
            "eps" => false,
            null when options.CrossAttentionDim == SecondWidth && !config.Has("model") && !files.IsVelocity => throw new ModelFileException(
                $"{files.Where} is a Stable Diffusion 2, which does not tell whether it predicts noise or velocity: put the YAML that it "
                + "was released with beside it (v2-inference.yaml or v2-inference-v.yaml)."),
            null => files.IsVelocity,
            var other => throw new ModelFileException($"{config.Where}: parameterization is '{other}'; Atelier knows eps and v."),
        };
        return SchedulerFile.Choose(name, defaults with
        {
            TrainTimesteps = config.Integer(yaml + "timesteps") ?? defaults.TrainTimesteps,
            BetaStart = config.Number(yaml + "linear_start") ?? defaults.BetaStart,
            BetaEnd = config.Number(yaml + "linear_end") ?? defaults.BetaEnd,
            PredictionType = isVelocity ? PredictionType.V : PredictionType.Epsilon,
            RescaleZeroSnr = files.IsZeroSnr,
            TimestepSpacing = files.IsZeroSnr || IsFewStep(name, files) ? TimestepSpacing.Trailing : null,
        });
    }

    private static bool IsFewStep(string name, DiffusionFiles files) =>
        name != "LCMScheduler" && Path.GetFileName(files.Where).Contains("turbo", StringComparison.OrdinalIgnoreCase);
}
