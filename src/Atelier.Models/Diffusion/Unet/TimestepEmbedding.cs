using Atelier.Torch.Layers;

namespace Atelier.Models.Diffusion.Unet;

/// <summary>Two linear layers on the sinusoids of a number. b batch, d width in, e width out, c width of a condition.</summary>
internal sealed class TimestepEmbedding(Weights w, int inWidth, int width, int? conditionWidth = null)
    : Module<Tensor, Tensor?, Tensor>(nameof(TimestepEmbedding))
{
    private readonly Linear? cond_proj = conditionWidth is { } own ? new(w["cond_proj"], own, inWidth, bias: false) : null;
    private readonly Linear linear_1 = new(w["linear_1"], inWidth, width);
    private readonly Linear linear_2 = new(w["linear_2"], width, width);

    /// <summary>Cosines, then sines, of numbers [n] at d / 2 frequencies from 1 to nearly 1 / 10000 (Vaswani et al., 2017): [n, d],
    /// fp32.</summary>
    public static Tensor Sinusoids(Tensor numbers, int width)
    {
        using var scope = NewDisposeScope();
        var half = width / 2;
        var frequencies = (arange(half, dtype: ScalarType.Float32, device: numbers.device) * (-Math.Log(10000) / half)).exp();
        var angles = numbers.to(ScalarType.Float32).unsqueeze(1) * frequencies.unsqueeze(0);
        return scope.MoveToOuter(cat([angles.cos(), angles.sin()], 1));
    }

    /// <summary>The guidance as a latent consistency model reads it: sines, then cosines, of 1000 (scale - 1); [1, c], fp32.</summary>
    public static Tensor OfGuidance(double scale, int width, Device device)
    {
        using var scope = NewDisposeScope();
        var half = width / 2;
        var frequencies = (arange(half, dtype: ScalarType.Float32, device: device) * (-Math.Log(10000) / (half - 1))).exp();
        var angles = (frequencies * (1000 * (scale - 1))).unsqueeze(0);
        return scope.MoveToOuter(cat([angles.sin(), angles.cos()], 1));
    }

    public override Tensor forward(Tensor x, Tensor? condition) // [b, d], [b, c] to [b, e]
    {
        using var scope = NewDisposeScope();
        x = cond_proj is null || condition is null ? x : x + cond_proj.call(condition);
        return scope.MoveToOuter(linear_2.call(F.silu(linear_1.call(x))));
    }
}
