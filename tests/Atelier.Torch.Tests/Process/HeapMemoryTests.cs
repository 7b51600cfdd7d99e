using System.Runtime.CompilerServices;
using Atelier.Torch.Process;

namespace Atelier.Torch.Tests.Process;

public sealed class HeapMemoryTests
{
    [Fact]
    public void Scalars_AreFinalized()
    {
        // a collection of another test just before keeps them for the next generation
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            var scalars = Scalars(100);

            HeapMemory.FreeScalars();
            GC.WaitForPendingFinalizers();

            return !scalars.Any(scalar => scalar.TryGetTarget(out Scalar? _));
        });
    }

    // in a method of its own, so that nothing on the stack refers to them
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Scalar>[] Scalars(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new WeakReference<Scalar>((Scalar)(float)i))];
}
