using System.Numerics;

namespace Atelier.Art.Paint.Rendering;

/// <summary>Sums over a stroke's footprint that give the best colour, and the gain of any colour. With coverage c, canvas q and residual
/// r = target - q, a colour k changes the squared error by Σ c² (k - q)² - 2 c (k - q) r, and a glaze of transmittance
/// k = 1 - a by Σ c² a² q² + 2 c a q r.</summary>
/// <param name="Weight">Σ c².</param>
/// <param name="Area">Σ c, in pixels.</param>
/// <param name="Under">Σ c² q.</param>
/// <param name="Residual">Σ c r.</param>
/// <param name="UnderSquare">Σ c² q².</param>
/// <param name="Cross">Σ c q r.</param>
public readonly record struct StrokeEffect(float Weight, float Area, Vector4 Under, Vector4 Residual, Vector4 UnderSquare, Vector4 Cross)
{
    /// <summary>How the stroke is laid.</summary>
    public PaintMedium Medium { get; init; }

    /// <summary>The colour with the least squared error, clamped to [0, 1]; that of a glaze to the transmittances of one stroke.</summary>
    public Vector4 Best => Weight <= 0 ? default
        : Medium == PaintMedium.Glaze ? Vector4.One - Vector4.Clamp(
            -Cross / Vector4.Max(UnderSquare, new(1e-6f)), Vector4.Zero, new(1 - Glaze.LeastTransmittance))
        : Vector4.Clamp((Under + Residual) / Weight, Vector4.Zero, Vector4.One);

    /// <summary>The reduction of the squared error by a colour, summed over pixels and channels. For a glaze, pixels that become too
    /// dark count more.</summary>
    public double Gain(Vector4 colour)
    {
        if (Medium == PaintMedium.Glaze)
        {
            var absorptance = Vector4.One - colour;
            var darker = absorptance * ((absorptance * UnderSquare) + (2 * Cross));
            return -(darker.X + darker.Y + darker.Z);
        }

        var change = (colour * colour * Weight) - (2 * colour * (Under + Residual)) + UnderSquare + (2 * Cross);
        return -(change.X + change.Y + change.Z);
    }
}
