using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Nn;
using Atelier.Nn.WeightFiles;
using Atelier.Tensors;

namespace Atelier.Art.Imagine;

/// <summary>Code grids of drawings the generator was trained on, shipped beside it as <c>starts.safetensors</c>: places in the latent
/// space from where real drawings are near. The loop begins at the one whose picture the critics like best. m grids of h × w codes.</summary>
internal sealed class StartBank
{
    private const double StoredShare = 0.5; // the drawing itself tells better what it shows than its decoded codes do
    private readonly StoredTensor _codes; // i16 [m, h, w]
    private readonly IReadOnlyDictionary<string, StoredTensor> _stored;

    private StartBank(IReadOnlyDictionary<string, StoredTensor> stored) => (_stored, _codes) = (stored, stored["codes"]);

    /// <summary>The bank of a generator, or null where it has none.</summary>
    public static StartBank? Find(ModelFiles generator)
    {
        var path = Path.Combine(generator.Folder, "starts.safetensors");
        return File.Exists(path) ? new(SafeTensors.Read(path, out _)) : null;
    }

    /// <summary>The latent of the start the critics like best: all grids are ranked by the features they were stored with; of the nearest,
    /// decoded, every variant of ground and tone is looked at.</summary>
    public Tensor Best(VqganGenerator generator, IReadOnlyList<ClipCritic> critics, long height, long width, int candidates, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        var codes = _codes.Read().To(DType.Int64).To(generator.Device);
        var (grids, h, w) = (codes.Size(0), codes.Size(1), codes.Size(2));
        Tensor? best = null;
        var least = double.PositiveInfinity;
        foreach (var (grid, stored) in Ranking(critics, grids, random).Take(candidates))
        {
            using var inner = TensorScope.Enter();
            var pictures = StartVariants.Of(generator.Generate(generator.Lookup(codes.Select(0, grid).Flatten(), h, w)), critics[0].Names); // [m, 3, h f, w f]
            var losses = critics.Select(critic => critic.LossesOfWhole(pictures)).Aggregate((sum, loss) => sum + loss);   // [m]
            var chosen = (long)losses.ArgMin(0).Item();
            if (losses.Select(0, chosen).Item() + (StoredShare * stored) is var loss && loss < least)
            {
                (best, least) = (inner.Keep(pictures.Narrow(0, chosen, 1)), loss);
            }
        }

        best = best!.Size(2) == height && best.Size(3) == width ? best : Functional.ResizeBicubic(best, height, width).Clamp(0, 1);
        return scope.Keep(generator.Encode(best));
    }

    // grids with the loss of their drawing in whatever colours, the best first; by turns those that fit as they are and those that would
    // fit in other colours
    private IEnumerable<(long Grid, double Loss)> Ranking(IReadOnlyList<ClipCritic> critics, long grids, RandomGenerator random)
    {
        if (!_stored.TryGetValue("features", out var features) || critics[0].Width != features.Shape[1])
        {
            return Tensor.RandPerm(grids, random).ToArray<long>().Select(grid => (grid, 0.0));
        }

        var stored = features.Read().To(DType.Float32).To(critics[0].Device);
        var plain = critics[0].LossesOfFeatures(stored, plain: true).ToArray<float>();
        var exact = critics[0].LossesOfFeatures(stored).ToArray<float>();
        return Order(exact).Zip(Order(plain)).SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().Select(grid => ((long)grid, (double)plain[grid]));

        static IEnumerable<int> Order(float[] losses) => Enumerable.Range(0, losses.Length).OrderBy(grid => losses[grid]).Take(1000);
    }
}
