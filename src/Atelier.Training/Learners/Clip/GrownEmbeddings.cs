using Atelier.Models.Clip.Tokenization;

namespace Atelier.Training.Learners.Clip;

/// <summary>Token embeddings of a vocabulary that grew: a new token starts as the mean of the old ones that it is made of, so that training
/// goes on from what they mean.</summary>
internal static class GrownEmbeddings
{
    private const string Key = "token_embedding.weight";

    /// <summary>The tensors to use instead of the start's.</summary>
    /// <param name="stored">The start's weights.</param>
    /// <param name="old">Its vocabulary.</param>
    /// <param name="grown">The vocabulary that was grown from it.</param>
    public static IReadOnlyDictionary<string, StoredTensor> Replace(
        IReadOnlyDictionary<string, StoredTensor> stored, BytePairVocabulary old, BytePairVocabulary grown) =>
        stored.TryGetValue(Key, out var weight) && weight.Shape is [var size, var width] && size == old.Size
            ? new Dictionary<string, StoredTensor> { [Key] = new([grown.Size, width], () => Grow(weight.Read(), old, grown)) }
            : new Dictionary<string, StoredTensor>();

    private static Tensor Grow(Tensor weight, BytePairVocabulary old, BytePairVocabulary grown) // [v, d]
    {
        using var scope = NewDisposeScope();
        var rows = weight.to(ScalarType.Float32).split(1, 0);
        return scope.MoveToOuter(cat([.. Enumerable.Range(0, grown.Size).Select(Row)], 0));

        Tensor Row(int token) => token == grown.Start ? rows[old.Start]
            : token == grown.End ? rows[old.End]
            : token < old.Start ? rows[token]
            : cat([.. Pieces(token).Select(piece => rows[piece])], 0).mean([0], keepdim: true);

        IEnumerable<int> Pieces(int token) => token < old.Start ? [token] : grown.PartsOf(token).SelectMany(Pieces);
    }
}
