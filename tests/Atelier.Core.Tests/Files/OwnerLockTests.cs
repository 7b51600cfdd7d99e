using Atelier.Core.Files;

namespace Atelier.Core.Tests.Files;

[Collection("temporary files")] // one test discards all of the process, held locks among them
public sealed class OwnerLockTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atelier-locks-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void TakeFolder_WhileAnotherHoldsIt_SaysWho()
    {
        using var first = OwnerLock.AcquireFolder(_root);

        var refused = Assert.Throws<OutputException>(() => OwnerLock.AcquireFolder(_root));

        Assert.Contains(_root, refused.Message);
        Assert.Contains($"process {Environment.ProcessId} of {Environment.MachineName}", refused.Message);
    }

    [Fact]
    public void TakeFolder_AfterItWasGivenBack_IsPossible()
    {
        OwnerLock.AcquireFolder(_root).Dispose();
        OwnerLock.AcquireFolder(_root).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void TakeFolder_OfManyAtOnce_IsHeldByOneAtATime()
    {
        var (inside, taken) = (0, 0);

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                using var held = OwnerLock.AcquireFolder(_root);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                taken++;
                Interlocked.Decrement(ref inside);
            }
            catch (AtelierException)
            {
                // another has it
            }
        });

        Assert.True(taken > 0);
    }

    [Fact]
    public void TakeFolder_WhereNothingCanBeWritten_IsRefused() =>
        Assert.Contains("Cannot write", Assert.Throws<OutputException>(() => OwnerLock.AcquireFolder("/proc/self/run")).Message);
}
