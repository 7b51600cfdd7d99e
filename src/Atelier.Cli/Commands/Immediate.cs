namespace Atelier.Cli.Commands;

/// <summary>Progress told at once, on the thread that reports it, one at a time.</summary>
internal sealed class Immediate<T>(Action<T> report) : IProgress<T>
{
    private readonly Lock _one = new();

    public void Report(T value)
    {
        lock (_one)
        {
            report(value);
        }
    }
}
