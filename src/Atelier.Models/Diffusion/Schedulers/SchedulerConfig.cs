namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>The methods that walk from noise to a sample.</summary>
public enum SchedulerKind
{
    Ddim,
    Ddpm,
    Pndm,
    Lms,
    Euler,
    EulerAncestral,
    Heun,
    DpmSolverMultistep,
    UniPc,
    Lcm,
}

/// <summary><c>beta_schedule</c>: how the noise of training grows with the timestep.</summary>
public enum BetaSchedule
{
    Linear,
    ScaledLinear,
    SquaredCosine,
}

/// <summary><c>prediction_type</c>: what the network answers.</summary>
public enum PredictionType
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>The velocity of Salimans and Ho (2022): alpha noise - sigma x0.</summary>
    V,

    /// <summary>The clean sample.</summary>
    Sample,
}

/// <summary><c>timestep_spacing</c>: table 2 of Lin et al. (2023).</summary>
public enum TimestepSpacing
{
    Linspace,
    Leading,
    Trailing,
}

/// <summary>The configuration of a <see cref="Scheduler"/>; the defaults are those of Stable Diffusion 1.</summary>
public sealed record SchedulerConfig
{
    /// <summary><c>num_train_timesteps</c>.</summary>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary><c>beta_start</c>: the variance of the noise that the first timestep of training adds.</summary>
    public double BetaStart { get; init; } = 0.00085;

    /// <summary><c>beta_end</c>: that of the last.</summary>
    public double BetaEnd { get; init; } = 0.012;

    /// <inheritdoc cref="Schedulers.BetaSchedule"/>
    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.ScaledLinear;

    /// <inheritdoc cref="Schedulers.PredictionType"/>
    public PredictionType PredictionType { get; init; }

    /// <inheritdoc cref="Schedulers.TimestepSpacing"/>
    /// <remarks>Null for the method's own, as diffusers has it.</remarks>
    public TimestepSpacing? TimestepSpacing { get; init; }

    /// <summary><c>steps_offset</c>: added to the timesteps of leading spacing.</summary>
    public int StepsOffset { get; init; } = 1;

    /// <summary><c>use_karras_sigmas</c>, for the methods that have sigmas.</summary>
    public bool KarrasSigmas { get; init; }

    /// <summary><c>rescale_betas_zero_snr</c>: no signal is left at the last timestep.</summary>
    public bool RescaleZeroSnr { get; init; }

    /// <summary><c>set_alpha_to_one</c>: the last step of DDIM, PNDM and LCM leads to a sample without noise.</summary>
    public bool SetAlphaToOne { get; init; }

    /// <summary><c>clip_sample_range</c> where <c>clip_sample</c> is set: predicted samples are clamped to it.</summary>
    public double? ClipSample { get; init; }

    /// <summary><c>variance_type</c> of DDPM: <c>fixed_large</c> instead of <c>fixed_small</c>.</summary>
    public bool LargeVariance { get; init; }

    /// <summary>eta of DDIM: 0 adds no noise, 1 as much as DDPM.</summary>
    public double Eta { get; init; }

    /// <summary><c>algorithm_type</c> of DPM-Solver++: the stochastic one, <c>sde-dpmsolver++</c>.</summary>
    public bool Stochastic { get; init; }

    /// <summary><c>solver_order</c> of UniPC, 1 to 3.</summary>
    public int SolverOrder { get; init; } = 2;

    /// <summary><c>original_inference_steps</c>: the steps of the teacher of an LCM.</summary>
    public int OriginalInferenceSteps { get; init; } = 50;

    /// <summary><c>timestep_scaling</c> of LCM.</summary>
    public double TimestepScaling { get; init; } = 10;

    /// <summary>A walk of so many steps.</summary>
    /// <param name="kind">The method.</param>
    /// <param name="steps">1 to <see cref="TrainTimesteps"/>; LCM up to <see cref="OriginalInferenceSteps"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">More or fewer steps.</exception>
    public Scheduler Create(SchedulerKind kind, int steps) => kind switch
    {
        SchedulerKind.Ddim => new DdimScheduler(this, steps),
        SchedulerKind.Ddpm => new DdpmScheduler(this, steps),
        SchedulerKind.Pndm => new PndmScheduler(this, steps),
        SchedulerKind.Lms => new LmsScheduler(this, steps),
        SchedulerKind.Euler => new EulerScheduler(this, steps),
        SchedulerKind.EulerAncestral => new EulerAncestralScheduler(this, steps),
        SchedulerKind.Heun => new HeunScheduler(this, steps),
        SchedulerKind.DpmSolverMultistep => new DpmSolverScheduler(this, steps),
        SchedulerKind.UniPc => new UniPcScheduler(this, steps),
        _ => new LcmScheduler(this, steps),
    };
}
