namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>UniPC (Zhao et al., "UniPC: A Unified Predictor-Corrector Framework", 2023) with B(h) = e^h - 1 (<c>bh2</c>) on predicted
/// clean samples. The corrector reuses the answer that the next predictor needs, so each step asks the network once.</summary>
internal sealed class UniPcScheduler : LogSnrScheduler
{
    private readonly History _originals;
    private readonly History _last; // the sample that the last prediction started from
    private int _order;             // of the last prediction

    public UniPcScheduler(SchedulerConfig config, int steps)
        : base(config, steps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(config.SolverOrder, 3, nameof(config));
        (_originals, _last) = (Remember(config.SolverOrder), Remember(1));
    }

    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var original = PredictOriginal(output, index, sample);
        if (_last.Count > 0)
        {
            sample = Update(_last[0], index - 1, _order, original);
        }

        _originals.Add(original);
        _order = Math.Min(_originals.Count, Timesteps.Count - index); // lower at the end, where steps are long
        _last.Add(sample);
        return scope.MoveToOuter(Update(sample, index, _order, null));
    }

    // From one index to the next: the predictor, or with the answer at the end of the step the corrector.
    private Tensor Update(Tensor sample, int index, int order, Tensor? end)
    {
        var h = Lambda(index + 1) - Lambda(index);
        var newest = _originals[0];
        var ratios = Enumerable.Range(1, order - 1).Select(ago => (Lambda(index - ago) - Lambda(index)) / h).ToList();
        var differences = ratios.Select((ratio, i) => (_originals[i + 1] - newest) / ratio).ToList();
        if (end is not null)
        {
            ratios.Add(1);
            differences.Add(end - newest);
        }

        var expm1 = Math.Exp(-h) - 1;
        var moved = (sample * (Sigma(index + 1) / Sigma(index))) - (newest * (Alpha(index + 1) * expm1));
        var weights = Weights(ratios, h, expm1);
        return differences.Select((difference, i) => difference * weights[i])
            .Aggregate(moved, (sum, part) => sum - (part * (Alpha(index + 1) * expm1)));
    }

    // equation 12; 1 / 2 is the authors' choice where there is one difference
    private static double[] Weights(List<double> ratios, double h, double expm1)
    {
        if (ratios.Count <= 1)
        {
            return [0.5];
        }

        using var scope = NewDisposeScope();
        var (phi, factorial) = ((expm1 / -h) - 1, 1.0);
        var right = new double[ratios.Count];
        for (var i = 0; i < right.Length; i++)
        {
            right[i] = phi * factorial / expm1;
            factorial *= i + 2;
            phi = (phi / -h) - (1 / factorial);
        }

        double[] powers = [.. Enumerable.Range(0, ratios.Count).SelectMany(i => ratios.Select(ratio => Math.Pow(ratio, i)))];
        return linalg.solve(tensor(powers, [ratios.Count, ratios.Count]), tensor(right)).ToArray<double>();
    }
}
