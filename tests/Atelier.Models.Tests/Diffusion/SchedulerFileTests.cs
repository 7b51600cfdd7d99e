using Atelier.Core;
using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Tests.Diffusion;

public sealed class SchedulerFileTests : IDisposable
{
    // as released: Stable Diffusion 1.5, 2.1, XL, SDXL Turbo, LCM
    private const string First = """
        {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
         "beta_start": 0.00085, "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1,
         "trained_betas": null, "clip_sample": false}
        """;

    private const string Second = """
        {"_class_name": "DDIMScheduler", "_diffusers_version": "0.8.0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
         "beta_start": 0.00085, "clip_sample": false, "num_train_timesteps": 1000, "prediction_type": "v_prediction",
         "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null}
        """;

    private const string Xl = """
        {"_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.19.0.dev0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
         "beta_start": 0.00085, "clip_sample": false, "interpolation_type": "linear", "num_train_timesteps": 1000,
         "prediction_type": "epsilon", "sample_max_value": 1.0, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1,
         "timestep_spacing": "leading", "trained_betas": null, "use_karras_sigmas": false}
        """;

    private const string Turbo = """
        {"_class_name": "EulerAncestralDiscreteScheduler", "_diffusers_version": "0.23.1", "beta_end": 0.012,
         "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false, "interpolation_type": "linear",
         "num_train_timesteps": 1000, "prediction_type": "epsilon", "sample_max_value": 1.0, "set_alpha_to_one": false,
         "skip_prk_steps": true, "steps_offset": 1, "timestep_spacing": "trailing", "trained_betas": null, "use_karras_sigmas": false}
        """;

    private const string Lcm = """
        {"_class_name": "LCMScheduler", "_diffusers_version": "0.22.0.dev0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
         "beta_start": 0.00085, "clip_sample": false, "clip_sample_range": 1.0, "dynamic_thresholding_ratio": 0.995,
         "num_train_timesteps": 1000, "original_inference_steps": 50, "prediction_type": "epsilon", "rescale_betas_zero_snr": false,
         "sample_max_value": 1.0, "set_alpha_to_one": true, "steps_offset": 0, "thresholding": false, "timestep_scaling": 10.0,
         "timestep_spacing": "leading", "trained_betas": null}
        """;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.json");

    public static TheoryData<string> Released => [First, Second, Xl, Turbo, Lcm];

    [Theory]
    [MemberData(nameof(Released))]
    public void AReleasedModel_WalksByEveryMethod(string json)
    {
        using var scope = NewDisposeScope();
        var config = Read(json);

        foreach (var name in SchedulerFile.Names.Prepend(config.String("_class_name")!))
        {
            var (kind, settings) = SchedulerFile.Choose(name, config);
            using var scheduler = settings.Create(kind, 5);
            var x = ones([1, 4, 2, 2]);
            for (var i = 0; i < scheduler.Timesteps.Count; i++)
            {
                x = scheduler.Step(scheduler.ScaleModelInput(x, i) * 0.5, i, x, () => ones([1, 4, 2, 2]));
            }

            Assert.Equal(0.00085, settings.BetaStart);
            Assert.Equal(name.EndsWith("-karras", StringComparison.Ordinal), settings.KarrasSigmas);
            Assert.True(x.isfinite().all().ToBoolean(), name);
        }
    }

    [Theory]
    [InlineData("PNDMScheduler", "\"skip_prk_steps\": true", "\"skip_prk_steps\": false", "skip_prk_steps")]
    [InlineData("PNDMScheduler", "\"trained_betas\": null", "\"trained_betas\": [0.1]", "trained_betas")]
    [InlineData("PNDMScheduler", "\"scaled_linear\"", "\"sigmoid\"", "squaredcos_cap_v2")]
    [InlineData("ddim", "\"clip_sample\": false", "\"thresholding\": true", "thresholding")]
    [InlineData("dpmpp-2m", "\"clip_sample\": false", "\"algorithm_type\": \"dpmsolver\"", "sde-dpmsolver++")]
    [InlineData("unipc", "\"clip_sample\": false", "\"solver_type\": \"bh1\"", "bh2")]
    [InlineData("euler", "\"clip_sample\": false", "\"use_beta_sigmas\": true", "use_beta_sigmas")]
    [InlineData("ddim-karras", "\"clip_sample\": false", "\"clip_sample\": false", "dpmpp-2m-karras")]
    public void WhatIsNotKnown_IsRefused(string name, string before, string after, string named)
    {
        Assert.Contains(before, First);
        var error = Assert.Throws<ModelFileException>(() => SchedulerFile.Choose(name, Read(First.Replace(before, after))));
        Assert.Contains(named, error.Message);
    }

    [Theory]
    [InlineData(SchedulerKind.Euler)]
    [InlineData(SchedulerKind.Heun)]
    [InlineData(SchedulerKind.Lms)]
    [InlineData(SchedulerKind.Pndm)]
    [InlineData(SchedulerKind.DpmSolverMultistep)]
    [InlineData(SchedulerKind.UniPc)]
    public void AWalk_FromItsMiddle_EndsAtTheCleanSample(SchedulerKind kind)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (original, noise) = (randn([1, 4, 2, 2], generator: random), randn([1, 4, 2, 2], generator: random));
        using var scheduler = new SchedulerConfig().Create(kind, 10);
        var from = 4 * scheduler.Order;

        // a network that knows the noise leads straight back
        var x = scheduler.AddNoise(original, noise, from);
        for (var i = from; i < scheduler.Timesteps.Count; i++)
        {
            Assert.Equal(0, (scheduler.PredictOriginal(noise, i, x) - original).abs().max().ToDouble(), 1e-2);
            x = scheduler.Step(noise, i, x, () => throw new NotSupportedException());
        }

        Assert.Equal(0, (x - original).abs().max().ToDouble(), 0.1);
    }

    [Fact]
    public void AsManySteps_AsAMethodCanWalk_StayFinite()
    {
        using var scope = NewDisposeScope();
        foreach (var name in SchedulerFile.Names.Where(name => !name.EndsWith("-karras", StringComparison.Ordinal)))
        {
            var (kind, settings) = SchedulerFile.Choose(name, new SchedulerConfig());
            foreach (var spacing in Enum.GetValues<TimestepSpacing>())
            {
                using var scheduler = (settings with { TimestepSpacing = spacing }).Create(kind, SchedulerFile.MostSteps(kind, settings));
                var x = zeros([1, 1, 1, 1]);
                for (var i = 0; i < scheduler.Timesteps.Count; i++)
                {
                    x = scheduler.Step(x, i, x, () => zeros([1, 1, 1, 1]));
                }

                Assert.True(x.isfinite().all().ToBoolean(), $"{name} {spacing}");
            }
        }
    }

    public void Dispose() => File.Delete(_path);

    private ModelConfig Read(string json)
    {
        File.WriteAllText(_path, json);
        return ModelConfig.Read(_path);
    }
}
