using Atelier.Torch.Distributed;

namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Random decisions that do not depend on the number of processes. All processes draw for the pictures of the whole batch, from
/// generators in the same state, and use what is drawn for their own pictures.</summary>
internal sealed class BatchRandom(Generator random, IProcessGroup group)
{
    /// <summary>Draws a row for each picture of a batch.</summary>
    /// <param name="pictures">Pictures of this process.</param>
    /// <param name="draw">Draws a number of rows, the first axis.</param>
    public Tensor Rows(long pictures, Func<long, Generator, Tensor> draw) => group.Shard(pictures, rows => draw(rows, random));

    /// <summary>Draws something for each picture of a batch.</summary>
    /// <param name="pictures">Pictures of this process.</param>
    /// <param name="draw">Draws it for one picture, with any number of random numbers.</param>
    public T[] Each<T>(long pictures, Func<T> draw)
    {
        T[] all = [.. Enumerable.Range(0, (int)pictures * group.WorldSize).Select(_ => draw())];
        return all[(group.Rank * (int)pictures)..][..(int)pictures];
    }

    /// <summary>A generator for each picture, for operators that consume an unknown amount of random numbers.</summary>
    public Generator[] Generators(long pictures, Device device) =>
        [.. Each(pictures, () => (ulong)(Between(0, 1) * uint.MaxValue)).Select(seed => new DeviceGenerator(seed, device))];

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high)
    {
        using var scope = NewDisposeScope();
        return low + ((high - low) * rand([1], device: random.device, generator: random).ToDouble());
    }

    /// <summary>True with a probability.</summary>
    public bool Happens(double probability) => Between(0, 1) < probability;

    /// <summary>An index with the probability at that index; they sum to 1.</summary>
    public int Pick(params ReadOnlySpan<double> probabilities)
    {
        var (remaining, index) = (Between(0, 1), 0);
        while (index < probabilities.Length - 1 && (remaining -= probabilities[index]) >= 0)
        {
            index++;
        }

        return index;
    }
}
