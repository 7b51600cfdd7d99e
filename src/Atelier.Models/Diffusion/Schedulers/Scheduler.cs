namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>A walk from noise to a sample, with diffusers' vocabulary and numbers: which timesteps a network is asked at, and what its
/// answers make of the sample. One object is one walk of so many steps; multistep methods remember earlier answers.
/// A step is named by its index in <see cref="Timesteps"/>, since some methods ask at one timestep twice.</summary>
public abstract class Scheduler : IDisposable
{
    private readonly List<History> _histories = [];

    private protected Scheduler(SchedulerConfig config, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, config.TrainTimesteps);
        (Config, Steps, Schedule) = (config, steps, new NoiseSchedule(config));
    }

    /// <summary>The configuration.</summary>
    public SchedulerConfig Config { get; }

    /// <summary><c>num_inference_steps</c>.</summary>
    public int Steps { get; }

    /// <summary><c>timesteps</c>: what the network is told at each call, from noisy to clean; fractional for some.</summary>
    public abstract IReadOnlyList<double> Timesteps { get; }

    /// <summary><c>sigmas</c>: noise per unit of signal before each call and at the end; empty where the method has none.</summary>
    public virtual IReadOnlyList<double> Sigmas => [];

    /// <summary><c>init_noise_sigma</c>: standard deviation of the noise that a walk begins with.</summary>
    public virtual double InitNoiseSigma => 1;

    /// <summary><c>order</c>: calls of the network per step.</summary>
    public virtual int Order => 1;

    private protected NoiseSchedule Schedule { get; }

    /// <summary><c>scale_model_input</c>: the sample as the network wants it.</summary>
    /// <param name="sample">[b, c, h, w].</param>
    /// <param name="index">Which of <see cref="Timesteps"/>.</param>
    public virtual Tensor ScaleModelInput(Tensor sample, int index) => sample.alias();

    /// <summary><c>step</c>: the sample at the next timestep.</summary>
    /// <param name="output">The network's answer, [b, c, h, w].</param>
    /// <param name="index">Which of <see cref="Timesteps"/>; a walk may begin at any and goes on in order.</param>
    /// <param name="sample">The sample before it, not scaled, [b, c, h, w].</param>
    /// <param name="noise">Draws standard normal noise [b, c, h, w]; asked only by methods that add noise.</param>
    /// <returns>[b, c, h, w].</returns>
    public abstract Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise);

    /// <summary><c>add_noise</c>: a clean sample as it would be before a call.</summary>
    /// <param name="original">[b, c, h, w].</param>
    /// <param name="noise">Standard normal, [b, c, h, w].</param>
    /// <param name="index">Which of <see cref="Timesteps"/>.</param>
    public abstract Tensor AddNoise(Tensor original, Tensor noise, int index);

    /// <summary>How much signal and noise the network is shown at a call, alpha x0 + sigma noise; their squares add up to 1.</summary>
    /// <param name="index">Which of <see cref="Timesteps"/>.</param>
    public abstract (double Alpha, double Sigma) Shares(int index);

    /// <summary><c>pred_original_sample</c>: the clean sample that an answer of the network means, [b, c, h, w].</summary>
    /// <inheritdoc cref="Step"/>
    public Tensor PredictOriginal(Tensor output, int index, Tensor sample)
    {
        using var scope = NewDisposeScope();
        var (alpha, sigma) = Shares(index);
        return scope.MoveToOuter(Original(output, ScaleModelInput(sample, index), alpha, sigma));
    }

    /// <summary>That clean sample before it is clamped; gradients reach the answer and the input.</summary>
    /// <param name="output">The network's answer, [b, c, h, w].</param>
    /// <param name="index">Which of <see cref="Timesteps"/>.</param>
    /// <param name="input">What the network was shown, of <see cref="ScaleModelInput"/>, [b, c, h, w].</param>
    /// <returns>[b, c, h, w].</returns>
    public Tensor Unclamped(Tensor output, int index, Tensor input)
    {
        var (alpha, sigma) = Shares(index);
        return Unclamped(output, input, alpha, sigma);
    }

    /// <summary>The answer that means another noise.</summary>
    /// <param name="output">The network's answer, [b, c, h, w].</param>
    /// <param name="index">Which of <see cref="Timesteps"/>; some signal must be left there.</param>
    /// <param name="change">What is added to the noise, [b, c, h, w].</param>
    /// <returns>[b, c, h, w].</returns>
    public Tensor AddToNoise(Tensor output, int index, Tensor change)
    {
        using var scope = NewDisposeScope();
        var (alpha, sigma) = Shares(index);
        return scope.MoveToOuter(Config.PredictionType switch
        {
            PredictionType.Epsilon => output + change,
            PredictionType.V => output + (change / alpha), // alpha change + sigma (sigma / alpha) change
            _ => output - (change * (sigma / alpha)),
        });
    }

    /// <summary>Releases remembered answers.</summary>
    public void Dispose()
    {
        _histories.ForEach(history => history.Dispose());
        GC.SuppressFinalize(this);
    }

    /// <summary>x0 of x = alpha x0 + sigma noise.</summary>
    private protected Tensor Original(Tensor output, Tensor sample, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        var original = Unclamped(output, sample, alpha, sigma);
        return scope.MoveToOuter(Config.ClipSample is { } range ? original.clamp(-range, range) : original);
    }

    private Tensor Unclamped(Tensor output, Tensor sample, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Config.PredictionType switch
        {
            PredictionType.Epsilon => (sample - (output * sigma)) / alpha,
            PredictionType.V => (sample * alpha) - (output * sigma),
            _ => output.alias(),
        });
    }

    private protected History Remember(int length)
    {
        _histories.Add(new(length));
        return _histories[^1];
    }
}

/// <summary>The last few tensors of a walk.</summary>
internal sealed class History(int length) : IDisposable
{
    private readonly List<Tensor> _tensors = []; // the newest first

    public int Count => _tensors.Count;

    /// <summary>The newest is 0.</summary>
    public Tensor this[int ago] => _tensors[ago];

    public void Add(Tensor tensor)
    {
        _tensors.Insert(0, tensor.alias().DetachFromDisposeScope());
        if (_tensors.Count > length)
        {
            _tensors[length].Dispose();
            _tensors.RemoveAt(length);
        }
    }

    public void Dispose()
    {
        _tensors.ForEach(tensor => tensor.Dispose());
        _tensors.Clear();
    }
}
