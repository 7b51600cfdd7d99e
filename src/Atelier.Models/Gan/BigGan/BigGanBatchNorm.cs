using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.BigGan;

/// <summary>Normalises by statistics that were measured beforehand for each of n truncations; scale and shift follow from the condition, or
/// are constant. b batch, c channels, d width of the condition.</summary>
internal sealed class BigGanBatchNorm : Module<Tensor, Tensor, double, Tensor>
{
    private readonly Tensor running_means;   // [n, c]
    private readonly Tensor running_vars;    // [n, c]
    private readonly SpectralLinear? scale;
    private readonly SpectralLinear? offset;
    private readonly Parameter? weight;      // [c]
    private readonly Parameter? bias;        // [c]
    private readonly double _epsilon;

    public BigGanBatchNorm(Weights w, int channels, BigGanOptions options, bool conditional = true)
        : base(nameof(BigGanBatchNorm))
    {
        running_means = w.Buffer("running_means", [options.Statistics, channels], Initialize.Zeros);
        running_vars = w.Buffer("running_vars", [options.Statistics, channels], Initialize.Ones);
        if (conditional)
        {
            scale = new(w["scale"], options.Latent * 2, channels, bias: false, options.Epsilon);
            offset = new(w["offset"], options.Latent * 2, channels, bias: false, options.Epsilon);
        }
        else
        {
            weight = w.Parameter("weight", [channels], Initialize.Ones);
            bias = w.Parameter("bias", [channels], Initialize.Zeros);
        }

        _epsilon = options.Epsilon;
    }

    /// <param name="x">[b, c, h, w].</param>
    /// <param name="condition">[b, d].</param>
    /// <param name="truncation">In (0, 1].</param>
    /// <returns>[b, c, h, w].</returns>
    public override Tensor forward(Tensor x, Tensor condition, double truncation)
    {
        using var scope = NewDisposeScope();
        var (mean, deviation) = (At(running_means, truncation), (At(running_vars, truncation) + _epsilon).sqrt()); // [c, 1, 1]
        var factor = scale is null ? weight! : scale.call(condition) + 1;                                          // [c] or [b, c]
        var shift = offset is null ? bias! : offset.call(condition);
        return scope.MoveToOuter(
            ((x - mean) / deviation * factor.unsqueeze(-1).unsqueeze(-1)) + shift.unsqueeze(-1).unsqueeze(-1));
    }

    // Between two statistics the official code weighs the upper one by how near the lower one is, and rounding in the division may move
    // an exact hit by one. The networks were converted with this code, so it is kept.
    private static Tensor At(Tensor statistics, double truncation)
    {
        var position = truncation / (1.0 / (statistics.size(0) - 1));
        var lower = (long)position;
        var share = position - lower;
        var chosen = share == 0 ? statistics[lower] : (statistics[lower] * share) + (statistics[lower + 1] * (1 - share));
        return chosen.unsqueeze(-1).unsqueeze(-1);
    }
}
