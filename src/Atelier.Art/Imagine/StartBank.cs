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
    private readonly StoredTensor _codes; // i16 [m, h, w]
    private readonly IReadOnlyDictionary<string, StoredTensor> _stored;

    private StartBank(IReadOnlyDictionary<string, StoredTensor> stored) => (_stored, _codes) = (stored, stored["codes"]);

    /// <summary>The bank of a generator, or null where it has none.</summary>
    public static StartBank? Find(ModelFiles generator)
    {
        var path = Path.Combine(generator.Folder, "starts.safetensors");
        return File.Exists(path) ? new(SafeTensors.Read(path, out _)) : null;
    }

    /// <summary>The latent of the grid whose picture has the least loss. With picture features of the CLIP in the bank, all grids are ranked
    /// by them first and only the nearest are decoded and judged.</summary>
    public Tensor Best(VqganGenerator generator, IReadOnlyList<ClipCritic> critics, long height, long width, int candidates, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        var codes = _codes.Read().To(DType.Int64);
        var (grids, h, w) = (codes.Size(0), codes.Size(1), codes.Size(2));
        var order = Ranking(critics, grids, random);
        Tensor? best = null;
        var least = double.PositiveInfinity;
        foreach (var grid in order.Take(candidates))
        {
            using var inner = TensorScope.Enter();
            var latent = generator.Lookup(codes.Select(0, grid).Flatten(), h, w);
            if (h * generator.Factor != height || w * generator.Factor != width)
            {
                latent = generator.Encode(Functional.ResizeBicubic(generator.Generate(latent), height, width).Clamp(0, 1));
            }

            var picture = generator.Generate(latent);
            using var draw = new RandomGenerator(random.Seed + 77); // the same cut-outs for all
            var loss = critics.Sum(critic => critic.Losses(picture, draw).Sum(part => part.Item()));
            if (loss < least)
            {
                (best, least) = (inner.Keep(latent), loss);
            }
        }

        return scope.Keep(best!);
    }

    private IEnumerable<long> Ranking(IReadOnlyList<ClipCritic> critics, long grids, RandomGenerator random)
    {
        if (!_stored.TryGetValue("features", out var features) || critics[0].Width != features.Shape[1])
        {
            return Tensor.RandPerm(grids, random).ToArray<long>();
        }

        var losses = critics[0].LossesOfFeatures(features.Read().To(DType.Float32)).ToArray<float>(); // [m]
        return losses.Select((loss, grid) => (loss, grid)).OrderBy(pair => pair.loss).Select(pair => (long)pair.grid);
    }
}
