namespace Atelier.Art.Explore.Journeys;

/// <summary>Positions of a latent change one after another from the codes of one picture to those of another. The change begins where both
/// are most alike and grows from there, always to the neighbour that changes least: every picture between is made of patches of both.
/// Each position turns within a short time instead of at once, so that no patch jumps.</summary>
public sealed class CodeWalk : IWalk
{
    private const double Turning = 0.2; // the share of the walk in which a position turns

    private readonly Tensor _from;
    private readonly Tensor _to;
    private readonly Tensor _begins; // when each position begins to turn, 0 to 1 - Turning; [1, 1, h, w]

    /// <summary>A walk between latents [1, e, h, w], which it copies.</summary>
    public CodeWalk(Tensor from, Tensor to)
    {
        using var scope = NewDisposeScope();
        _from = from.detach().clone().DetachFromDisposeScope();
        _to = to.detach().clone().DetachFromDisposeScope();
        var (height, width) = ((int)from.size(2), (int)from.size(3));
        var changes = (_from - _to).norm(1).to(ScalarType.Float32).cpu().ToArray<float>(); // [h · w]
        var begins = new float[changes.Length];
        foreach (var (turn, position) in Order(changes, height, width).Index())
        {
            begins[position] = (float)((1 - Turning) * turn / Math.Max(1, changes.Length - 1));
        }

        _begins = tensor(begins, [1, 1, height, width]).to(from.device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor At(double t)
    {
        using var scope = NewDisposeScope();
        var share = ((t - _begins) / Turning).clamp(0, 1);
        return scope.MoveToOuter(_from + ((_to - _from) * share * share * (3 - (2 * share))));
    }

    /// <summary>Disposes both ends.</summary>
    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
        _begins.Dispose();
    }

    /// <summary>The positions of a grid, row by row, in the order in which they change: a region that grows to the neighbour that changes
    /// least.</summary>
    /// <param name="changes">How much each position changes.</param>
    /// <param name="height">Rows of the grid.</param>
    /// <param name="width">Columns of the grid.</param>
    internal static IReadOnlyList<int> Order(float[] changes, int height, int width)
    {
        var (order, reached) = (new List<int>(changes.Length), new bool[changes.Length]);
        var border = new PriorityQueue<int, (float Change, int Position)>();
        Reach(Array.IndexOf(changes, changes.Min()));
        while (border.TryDequeue(out var position, out _))
        {
            order.Add(position);
            var (row, column) = (position / width, position % width);
            Reach(row > 0 ? position - width : position);
            Reach(row < height - 1 ? position + width : position);
            Reach(column > 0 ? position - 1 : position);
            Reach(column < width - 1 ? position + 1 : position);
        }

        return order;

        void Reach(int position)
        {
            if (!reached[position])
            {
                reached[position] = true;
                border.Enqueue(position, (changes[position], position));
            }
        }
    }
}
