namespace Atelier.Models.AudioClip;

/// <summary>A spectrogram by complex frequency B-spline wavelets, whose bandwidth, order and centre are learned for each frequency. f
/// frequencies, n samples of a frame.</summary>
internal sealed class LinearFbsp : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-8;
    private readonly Parameter m;    // the spline's order, [f]
    private readonly Parameter fb;   // bandwidth, [f]
    private readonly Parameter fc;   // centre, [f]
    private readonly Parameter bias; // none: [0]
    private readonly int _samples;

    public LinearFbsp(Weights w, AudioClipOptions options)
        : base(nameof(LinearFbsp))
    {
        m = w.Parameter("m", [options.Frequencies], Initialize.Zeros);
        fb = w.Parameter("fb", [options.Frequencies], Initialize.Ones);
        fc = w.Parameter("fc", [options.Frequencies], (shape, random) => arange(shape[0], ScalarType.Float32, random.device));
        bias = w.Parameter("bias", [0], Initialize.Zeros);
        _samples = options.Samples;
    }

    /// <summary>The wavelets, [f, n, 2]: real and imaginary parts.</summary>
    public Tensor Kernels()
    {
        using var scope = NewDisposeScope();
        var t = (linspace(-1, 1, _samples, dtype: m.dtype, device: m.device) * Math.PI).unsqueeze(0) + Epsilon; // [1, n]
        var (order, width, centre) = (m.unsqueeze(1), fb.unsqueeze(1), fc.unsqueeze(1));                             // [f, 1]
        var x = width * t / (order + Epsilon);
        var sinc = where(x.eq(0), ones_like(x), x.sin() / x);                                                          // [f, n]
        // a real number to a real power: where it is negative the result turns, by π times the power
        var magnitude = sinc.square().pow(order * 0.5);
        var turn = order * where(sinc.lt(0), full_like(sinc, Math.PI), zeros_like(sinc));
        var angle = centre * t;
        var (real, imaginary) = (magnitude * turn.cos(), magnitude * turn.sin());
        var (cos, sin) = (angle.cos(), -angle.sin());
        var kernels = stack([(real * cos) - (imaginary * sin), (real * sin) + (imaginary * cos)], -1);
        return scope.MoveToOuter(width.sqrt().unsqueeze(2) * kernels / Math.Sqrt(_samples));
    }

    public override Tensor forward(Tensor frames) // [.., n] to [.., f, 2]
    {
        using var scope = NewDisposeScope();
        var kernels = Kernels();
        return scope.MoveToOuter(
            stack([Functional.linear(frames, kernels.select(2, 0)), Functional.linear(frames, kernels.select(2, 1))], -1));
    }
}
