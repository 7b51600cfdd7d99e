using Atelier.Art.Imagine.Loop;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Imagine.Starts;

/// <summary>A drawing of a bank.</summary>
/// <param name="Grid">Its number.</param>
/// <param name="Figure">The loss of the original drawing and its caption, without regard to the background.</param>
/// <param name="Subject">The same without regard to colours and style either.</param>
internal readonly record struct RankedStart(long Grid, double Figure, double Subject);

/// <summary>Ranks the m drawings of a bank by stored embeddings of the original drawings and of their captions.</summary>
/// <param name="stored">The tensors of <c>starts.safetensors</c>.</param>
internal sealed class StartRanking(IReadOnlyDictionary<string, StoredTensor> stored)
{
    private const int Most = 1000;              // drawings of each ranking
    private const double CaptionWeight = 2;     // of the loss of its caption: distances between texts are smaller than to pictures

    /// <summary>The drawings, best first: alternately those that fit but for the background, and those that fit but for background,
    /// colours and style.</summary>
    /// <param name="critic">The critic whose embeddings are stored; for others, the order is random.</param>
    /// <param name="shown">The drawings to rank; null for all.</param>
    /// <param name="random">Orders the drawings where nothing else does.</param>
    public IEnumerable<RankedStart> Order(ICritic critic, HashSet<long>? shown, Generator random)
    {
        if (!stored.TryGetValue("features", out var features)
            || critic is not IEmbeddingCritic embedder
            || embedder.EmbeddingWidth != features.Shape[1])
        {
            return randperm(stored["codes"].Shape[0], device: random.device, generator: random).ToArray<long>()
                .Where(grid => shown?.Contains(grid) != false).Select(grid => new RankedStart(grid, 0, 0));
        }

        using var scope = NewDisposeScope();
        var shows = stored["shows"].Read().to(ScalarType.Int64).to(embedder.Device); // [m]: the caption of each drawing
        var drawings = embedder.RankEmbeddings(Read(features));
        var captions = embedder.RankEmbeddings(Read(stored["concepts"]));
        var (figure, subject) = (Sum(drawings.Figure, captions.Figure), Sum(drawings.Subject, captions.Subject));
        return Order(figure).Zip(Order(subject)).SelectMany(pair => new[] { pair.First, pair.Second }).Distinct()
            .Select(grid => new RankedStart(grid, figure[grid], subject[grid]));

        Tensor Read(StoredTensor tensor) => tensor.Read().to(ScalarType.Float32).to(embedder.Device);

        float[] Sum(Tensor ofDrawings, Tensor ofCaptions) =>
            (ofDrawings + (ofCaptions.index_select(0, shows) * CaptionWeight)).ToArray<float>();

        IEnumerable<int> Order(float[] losses) =>
            Enumerable.Range(0, losses.Length).Where(grid => shown?.Contains(grid) != false).OrderBy(grid => losses[grid]).Take(Most);
    }
}
