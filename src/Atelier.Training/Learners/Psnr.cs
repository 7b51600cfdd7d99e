using Atelier.Media;
using Atelier.Tensors;
using Atelier.Training.Data;

namespace Atelier.Training.Learners;

/// <summary>Peak signal-to-noise ratio of pictures in [0, 1], in dB.</summary>
internal static class Psnr
{
    /// <summary>The mean over all pictures, of what a model makes of each.</summary>
    public static double Mean(IEnumerable<PictureBatch> batches, Func<Tensor, Tensor> reconstruct)
    {
        var (sum, count) = (0.0, 0);
        foreach (var batch in batches)
        {
            using var scope = TensorScope.Enter();
            var x = batch.ToTensor();
            foreach (var error in (reconstruct(x) - x).Square().Mean([1, 2, 3]).ToArray<float>())
            {
                (sum, count) = (sum + Similarity.Psnr(error), count + 1);
            }
        }

        return sum / Math.Max(1, count);
    }
}
