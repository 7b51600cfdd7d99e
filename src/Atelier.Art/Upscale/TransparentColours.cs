using Atelier.Tensors;

namespace Atelier.Art.Upscale;

/// <summary>Pixels that cannot be seen have any colour at all; enlarged with their neighbours they would leave a fringe. So colours flow out into them.</summary>
internal static class TransparentColours
{
    private const int Steps = 20;

    /// <summary>The colours [1, 3, h, w] with those of transparent pixels replaced, up to 20 pixels from what is seen.</summary>
    public static Tensor Fill(Tensor colours, Tensor alpha)
    {
        using var scope = TensorScope.Enter();
        var known = alpha.Greater(0).To(DType.Float32);          // [1, 1, h, w]
        var filled = colours * known;                       // [1, 3, h, w]
        var (one, three) = (Tensor.Ones(1, 1, 3, 3), Tensor.Ones(3, 1, 3, 3));
        for (var step = 0; step < Steps; step++)
        {
            using var inner = TensorScope.Enter();
            var count = Functional.Conv2d(known, one, null, padding: 1);
            var mean = Functional.Conv2d(filled, three, null, padding: 1, groups: 3) / count.Clamp(1, 9);
            filled = inner.Keep((filled * known) + (mean * (1 - known)));
            known = inner.Keep(count.Greater(0).To(DType.Float32));
        }

        return scope.Keep(filled);
    }
}
