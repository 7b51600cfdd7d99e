namespace Atelier.Core;

/// <summary>Disposes what was created so far if a later step fails, in reverse order; after Python's <c>contextlib.ExitStack</c>.</summary>
public sealed class ExitStack : IDisposable
{
    private readonly Stack<IDisposable> _items = [];

    /// <summary>Adds an object and returns it.</summary>
    public T Push<T>(T item)
        where T : IDisposable?
    {
        if (item is not null)
        {
            _items.Push(item);
        }

        return item;
    }

    /// <summary>Everything succeeded: leaves the objects to their new owner, which is returned.</summary>
    public T PopAll<T>(T owner)
    {
        _items.Clear();
        return owner;
    }

    /// <summary>Disposes the objects that are still here.</summary>
    public void Dispose()
    {
        while (_items.TryPop(out var item))
        {
            item.Dispose();
        }
    }
}
