namespace Atelier.Art.Imagine.Loop;

/// <summary>Lists that own what is in them.</summary>
internal static class DisposableList
{
    /// <summary>Disposes every item.</summary>
    public static void DisposeAll(this IReadOnlyList<IDisposable> items)
    {
        foreach (var item in items)
        {
            item.Dispose();
        }
    }
}
