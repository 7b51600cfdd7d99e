using Atelier.Torch.Distributed;

namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Decisions from a generator whose state a checkpoint keeps. Several processes decide as one process would: the same for the
/// whole batch, and for each picture what falls to it, since all of them draw for the pictures of all.</summary>
internal sealed class BatchRandom(Generator random, IProcessGroup group)
{
    /// <summary>Draws a row for each picture of a batch.</summary>
    /// <param name="pictures">Of this process.</param>
    /// <param name="draw">Draws so many rows, the first axis.</param>
    public Tensor Rows(long pictures, Func<long, Generator, Tensor> draw) => group.Shard(pictures, rows => draw(rows, random));

    /// <summary>Decides something for each picture of a batch.</summary>
    /// <param name="pictures">Of this process.</param>
    /// <param name="decide">Decides it for one, with as many draws as it needs.</param>
    public T[] Each<T>(long pictures, Func<T> decide)
    {
        T[] all = [.. Enumerable.Range(0, (int)pictures * group.WorldSize).Select(_ => decide())];
        return all[(group.Rank * (int)pictures)..][..(int)pictures];
    }

    /// <summary>A generator for each picture: for draws of which nobody knows how many they are.</summary>
    public Generator[] Generators(long pictures, Device device) =>
        [.. Each(pictures, () => (ulong)(Between(0, 1) * uint.MaxValue)).Select(seed => new Generator(seed, device))];

    /// <summary>Evenly between two numbers.</summary>
    public double Between(double low, double high)
    {
        using var scope = NewDisposeScope();
        return low + ((high - low) * rand([1], device: random.device, generator: random).ToDouble());
    }

    /// <summary>True in this share of the cases.</summary>
    public bool Happens(double share) => Between(0, 1) < share;

    /// <summary>A place in a list of shares that add up to 1.</summary>
    public int Pick(params ReadOnlySpan<double> shares)
    {
        var (left, place) = (Between(0, 1), 0);
        while (place < shares.Length - 1 && (left -= shares[place]) >= 0)
        {
            place++;
        }

        return place;
    }
}
