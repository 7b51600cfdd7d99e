using Atelier.Torch.Optimisation;
using Atelier.Training.Recipes;

namespace Atelier.Training.Loop;

/// <summary>Which optimiser.</summary>
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

/// <summary>How the learning rate goes after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>Half a cosine down to the floor.</summary>
    Cosine,
}

/// <summary>How a network's parameters change: the section <c>optimiser</c>.</summary>
public sealed record OptimiserOptions
{
    /// <summary><c>kind</c>.</summary>
    public OptimiserKind Kind { get; init; } = OptimiserKind.Adamw;

    /// <summary><c>learning_rate</c>: the peak.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary><c>beta1</c>; of SGD, the momentum.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary><c>beta2</c>.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary><c>epsilon</c>.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary><c>weight_decay</c>.</summary>
    public double WeightDecay { get; init; }

    /// <summary><c>schedule</c>.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    /// <summary><c>warmup</c>: steps in which the rate rises from 0.</summary>
    public int Warmup { get; init; }

    /// <summary><c>floor</c>: the share of the peak that remains at the last step.</summary>
    public double Floor { get; init; }

    /// <summary>Reads the section; what it leaves out is as in <paramref name="usual"/>.</summary>
    public static OptimiserOptions Read(RecipeSection section, OptimiserOptions? usual = null)
    {
        usual ??= new();
        return new()
        {
            Kind = section.Choice<OptimiserKind>("kind", usual.Kind),
            LearningRate = section.Number("learning_rate", usual.LearningRate, 1e-12, 10),
            Beta1 = section.Number("beta1", usual.Beta1, 0, 0.99999),
            Beta2 = section.Number("beta2", usual.Beta2, 0, 0.99999),
            Epsilon = section.Number("epsilon", usual.Epsilon, 1e-20, 1),
            WeightDecay = section.Number("weight_decay", usual.WeightDecay, 0, 10),
            Schedule = section.Choice<ScheduleKind>("schedule", usual.Schedule),
            Warmup = section.Whole("warmup", usual.Warmup, 0),
            Floor = section.Number("floor", usual.Floor, 0, 1),
        };
    }

    /// <summary>The optimiser of these parameters.</summary>
    public Optimizer Create(IEnumerable<(string name, Parameter parameter)> parameters) => Kind switch
    {
        OptimiserKind.Sgd => new Sgd(parameters, LearningRate, Beta1),
        OptimiserKind.Adam => Adam(parameters, AdamVariant.Adam),
        OptimiserKind.Radam => Adam(parameters, AdamVariant.RAdam),
        OptimiserKind.Adabelief => Adam(parameters, AdamVariant.AdaBelief),
        _ => Adam(parameters, AdamVariant.AdamW),
    };

    /// <summary>The learning rate of a step.</summary>
    public double RateAt(long step, long total) => LearningRate * (Schedule == ScheduleKind.Cosine
        ? Torch.Optimisation.Schedule.WarmupCosine(step, Warmup, total, Floor)
        : Math.Min(1, (step + 1.0) / Math.Max(1, Warmup)));

    private Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, AdamVariant variant) =>
        new(parameters, LearningRate, variant, Beta1, Beta2, Epsilon, WeightDecay);
}
