using Atelier.Torch.Optimisation;
using Atelier.Training.Recipes;

namespace Atelier.Training.Loop;

/// <summary>Optimizers.</summary>
public enum OptimiserKind
{
    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay.</summary>
    Adamw,

    /// <summary>Rectified Adam.</summary>
    Radam,

    /// <summary>AdaBelief.</summary>
    Adabelief,

    /// <summary>Gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>Learning rate schedules, after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Constant.</summary>
    Constant,

    /// <summary>Cosine decay to the floor.</summary>
    Cosine,
}

/// <summary>An optimizer and its schedule: the section <c>optimiser</c>.</summary>
public sealed record OptimiserOptions
{
    /// <summary><c>kind</c>.</summary>
    public OptimiserKind Kind { get; init; } = OptimiserKind.Adamw;

    /// <summary><c>learning_rate</c>: the peak.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary><c>beta1</c>; the momentum of SGD.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary><c>beta2</c>.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary><c>epsilon</c>.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary><c>weight_decay</c>.</summary>
    public double WeightDecay { get; init; }

    /// <summary><c>schedule</c>.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    /// <summary><c>warmup</c>: steps of linear warm-up.</summary>
    public int Warmup { get; init; }

    /// <summary><c>floor</c>: the learning rate at the last step, as a fraction of the peak.</summary>
    public double Floor { get; init; }

    /// <summary>Reads the section; <paramref name="defaults"/> fills in missing keys.</summary>
    public static OptimiserOptions Read(RecipeSection section, OptimiserOptions? defaults = null)
    {
        defaults ??= new();
        return new()
        {
            Kind = section.Enum<OptimiserKind>("kind", defaults.Kind),
            LearningRate = section.Double("learning_rate", defaults.LearningRate, 1e-12, 10),
            Beta1 = section.Double("beta1", defaults.Beta1, 0, 0.99999),
            Beta2 = section.Double("beta2", defaults.Beta2, 0, 0.99999),
            Epsilon = section.Double("epsilon", defaults.Epsilon, 1e-20, 1),
            WeightDecay = section.Double("weight_decay", defaults.WeightDecay, 0, 10),
            Schedule = section.Enum<ScheduleKind>("schedule", defaults.Schedule),
            Warmup = section.Int("warmup", defaults.Warmup, 0),
            Floor = section.Double("floor", defaults.Floor, 0, 1),
        };
    }

    /// <summary>Creates the optimizer of these parameters.</summary>
    public Optimizer Create(IEnumerable<(string name, Parameter parameter)> parameters) => Kind switch
    {
        OptimiserKind.Sgd => new Sgd(parameters, LearningRate, Beta1),
        OptimiserKind.Adam => Adam(parameters, AdamVariant.Adam),
        OptimiserKind.Radam => Adam(parameters, AdamVariant.RAdam),
        OptimiserKind.Adabelief => Adam(parameters, AdamVariant.AdaBelief),
        _ => Adam(parameters, AdamVariant.AdamW),
    };

    /// <summary>The learning rate at a step.</summary>
    public double LearningRateAt(long step, long total) => LearningRate * (Schedule == ScheduleKind.Cosine
        ? Torch.Optimisation.Schedule.WarmupCosine(step, Warmup, total, Floor)
        : Math.Min(1, (step + 1.0) / Math.Max(1, Warmup)));

    private Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, AdamVariant variant) =>
        new(parameters, LearningRate, variant, Beta1, Beta2, Epsilon, WeightDecay);
}
