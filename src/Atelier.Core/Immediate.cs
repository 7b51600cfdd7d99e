namespace Atelier.Core;

/// <summary>Progress told at once, on the thread that reports it, one at a time.</summary>
public sealed class Immediate<T>(Action<T> report) : IProgress<T>
{
    private readonly Lock _one = new();

    /// <summary>Tells it.</summary>
    public void Report(T value)
    {
        lock (_one)
        {
            report(value);
        }
    }
}
