using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed.Ranks;

/// <summary>Every operation on every type, against what it is by definition: rank r holds (r + 1) times a pattern.</summary>
internal static class Operations
{
    private const long Large = 9_000_001; // two whole messages and a piece
    private static readonly ScalarType[] s_added = [float32, float64, bfloat16, float16, int64, int32, uint8];

    public static int Check(IProcessGroup group)
    {
        var (n, r) = (group.WorldSize, group.Rank);
        var all = n * (n + 1) / 2; // 1 + 2 + … + n
        foreach (var type in s_added)
        {
            using var scope = NewDisposeScope();
            Tensor[] own = [Pattern(type, 3, 2) * (r + 1), Pattern(type, 5) * (r + 1), Pattern(type) * (r + 1), empty([0], type)];
            group.AllReduceSum(own);
            Same(Pattern(type, 3, 2) * all, own[0], $"sum of {type}");
            Same(Pattern(type, 5) * all, own[1], $"sum of {type}");
            Same(Pattern(type) * all, own[2], $"sum of a scalar of {type}");

            var gathered = group.AllGather(Pattern(type, 2, 3) * (r + 1));
            Same(cat([.. Enumerable.Range(1, n).Select(k => Pattern(type, 2, 3) * k)]), gathered, $"rows of {type}");
            Same(Pattern(type, 2, 3) * (r + 1), group.Shard(gathered), $"own rows of {type}");

            var shared = Pattern(type, 4) * (r + 1);
            group.Broadcast(shared);
            Same(Pattern(type, 4), shared, $"rank 0's {type}");
        }

        using var rest = NewDisposeScope();
        var flag = tensor(r == 0);
        group.Broadcast(flag);
        Same(tensor(true), flag, "rank 0's bool");

        Tensor[] mixed =
        [
            Pattern(float32, 7) * (r + 1), Pattern(float64, 2) * (r + 1), Pattern(bfloat16, 2) * (r + 1), Pattern(float32, 1) * (r + 1),
        ];
        group.AllReduceMean(mixed);
        Same(Pattern(float32, 7) * all / n, mixed[0], "mean of float32");
        Same(Pattern(float64, 2) * all / n, mixed[1], "mean of float64");
        Same((Pattern(bfloat16, 2).to(float32) * all / n).to(bfloat16), mixed[2], "mean of bfloat16");
        Same(Pattern(float32, 1) * all / n, mixed[3], "mean of float32 behind others");

        var large = arange(Large, dtype: float32) * (r + 1);
        var small = ones(3) * r;
        group.AllReduceSum(large, small);
        Same(arange(Large, dtype: float32) * all, large, "sum of a large tensor", 1e-6);
        Same(ones(3) * (all - n), small, "sum of a small tensor behind a large one");
        var rows = group.AllGather((arange(Large, dtype: int64) + r).reshape(1, -1));
        Same(stack([.. Enumerable.Range(0, n).Select(k => arange(Large, dtype: int64) + k)]), rows, "rows of a large tensor");

        var turned = (Pattern(float32, 3, 2) * (r + 1)).t(); // memory in another order
        group.AllReduceSum(turned);
        Same((Pattern(float32, 3, 2) * all).t(), turned, "sum of a transposed tensor");
        var leaf = (Pattern(float32, 3) * (r + 1)).requires_grad_(true);
        group.Broadcast(leaf);
        Same(Pattern(float32, 3), leaf, "rank 0's parameter");

        var drawn = group.Shard(2, count => arange(count * 3, dtype: float32).reshape(count, 3));
        Same(arange(r * 6, (r + 1) * 6, dtype: float32).reshape(2, 3), drawn, "own rows of a draw");
        Throws<ArgumentException>(() => group.Shard(zeros((2 * n) + 1)));
        Throws<ArgumentException>(() => group.AllReduceMean(zeros(2, dtype: int64)));
        Throws<ArgumentException>(() => group.AllReduceSum(zeros(2, dtype: complex64)));

        Gradients(group, all);
        Throws<NullReferenceException>(() => _ = ((object)null!).ToString()); // Open MPI's signal handlers leave .NET's alone
        group.Barrier();
        return 0;
    }

    // rank r: x = r + 1, and a loss of its own
    private static void Gradients(IProcessGroup group, int all)
    {
        var (n, r) = (group.WorldSize, group.Rank);
        var x = (ones(2) * (r + 1)).requires_grad_(true);
        var mean = group.Mean(x);
        Same(ones(2) * all / n, mean, "mean");
        (mean.square().sum() * (r + 1)).backward(); // gradient of the mean: 2 · mean · (r + 1)
        Same(ones(2) * (2f * all / n * all / n), x.grad!, "gradient of the mean");

        var y = (ones(1, 2) * (r + 1)).requires_grad_(true);
        var rows = group.Gather(y); // [n, 2]
        Same(arange(1, n + 1, dtype: float32).reshape(-1, 1).expand(-1, 2), rows, "rows");
        (rows.square().sum() * (r + 1)).backward(); // gradient of the rows: 2 · rows · (r + 1)
        Same(ones(1, 2) * (2f * (r + 1) * all), y.grad!, "gradient of the rows");

        // twice: the gradient of ‖∂(mean² · (r + 1)) / ∂x‖², where ∂/∂x = 2 · mean · all / n
        var z = (ones(1) * (r + 1)).requires_grad_(true);
        var slope = autograd.grad([(group.Mean(z).square() * (r + 1)).sum()], [z], create_graph: true)[0];
        slope.square().sum().backward();
        var (m, factor) = ((double)all / n, 2.0 * all / n);
        Same(ones(1) * (2 * m * factor * factor), z.grad!, "gradient of a gradient", 1e-6);

        using var noGrad = no_grad();
        if (group.Mean(ones(1)).requires_grad)
        {
            throw new InvalidOperationException("a gradient where none is recorded");
        }
    }

    private static Tensor Pattern(ScalarType type, params long[] shape) =>
        (arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float32).reshape(shape) + 1).to(type);

    private static void Same(Tensor expected, Tensor actual, string what, double relative = 0)
    {
        if (expected.dtype != actual.dtype || !expected.shape.SequenceEqual(actual.shape))
        {
            throw new InvalidOperationException(
                $"{what} is {actual.dtype} [{string.Join(',', actual.shape)}], not {expected.dtype} [{string.Join(',', expected.shape)}]");
        }

        var (a, b) = (expected.detach().to(float64), actual.detach().to(float64));
        if (a.NumberOfElements > 0 && ((a - b).abs() > (a.abs() * relative)).any().item<bool>())
        {
            throw new InvalidOperationException($"{what} is {b.reshape(-1)[0].item<double>()} …, not {a.reshape(-1)[0].item<double>()} …");
        }
    }

    private static void Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T)
        {
            return;
        }

        throw new InvalidOperationException($"no {typeof(T).Name}");
    }
}
