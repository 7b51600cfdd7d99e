using Atelier.Models.Clip;
using Atelier.Training.Data;

namespace Atelier.Training.Learners.Clip;

/// <summary>Features of pictures by a frozen tower. Those of pictures that the data repeat are computed once and kept in memory: e floats
/// each. Every picture is computed alone, so that its features do not depend on the batch in which it first came.</summary>
internal sealed class FrozenFeatures(ClipModel model)
{
    private readonly Dictionary<long, float[]> _kept = [];

    /// <summary>The features [b, e].</summary>
    public Tensor Of(PictureBatch batch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (batch.Numbers.Length == 0)
        {
            return scope.MoveToOuter(model.encode_image(batch.ToTensor()));
        }

        var bytes = batch.Pixels.Length / batch.Count;
        var features = new float[batch.Count][];
        for (var i = 0; i < batch.Count; i++)
        {
            if (!_kept.TryGetValue(batch.Numbers[i], out var known))
            {
                using var inner = NewDisposeScope();
                var alone = batch with { Pixels = batch.Pixels[(i * bytes)..((i + 1) * bytes)], Classes = [-1], Captions = [""] };
                known = _kept[batch.Numbers[i]] = model.encode_image(alone.ToTensor()).cpu().data<float>().ToArray();
            }

            features[i] = known;
        }

        return scope.MoveToOuter(tensor(features.SelectMany(row => row).ToArray(), [batch.Count, features[0].Length]).to(model.Device));
    }
}
