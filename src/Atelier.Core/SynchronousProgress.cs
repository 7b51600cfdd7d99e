namespace Atelier.Core;

/// <summary>Reports progress on the calling thread, one report at a time; <see cref="Progress{T}"/> would post it to another.</summary>
public sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Report(T value)
    {
        lock (_lock)
        {
            report(value);
        }
    }
}
