using Atelier.Core;
using Atelier.Torch.Loading;
using Atelier.Torch.Process;

namespace Atelier.Torch.Tests.Process;

public sealed class ProcessTests
{
    [Fact]
    public void AllCoresUnlessSet()
    {
        Assert.Equal(Environment.ProcessorCount, Threads.Parse(null));
        Assert.Equal(Environment.ProcessorCount, Threads.Parse(""));
        Assert.Equal(3, Threads.Parse("3"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("all")]
    [InlineData("1.5")]
    public void WrongNumbersAreNamed(string setting)
    {
        var message = Assert.Throws<OptionException>(() => Threads.Parse(setting)).Message;
        Assert.Contains($"ATELIER_THREADS is '{setting}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void PrepareTakesAllCores()
    {
        OnOwnThread(Libtorch.Prepare);
        Assert.Equal(Threads.Parse(Environment.GetEnvironmentVariable(Threads.Variable)), get_num_threads());
    }

    [Fact]
    public void DenormalsAreTakenForZero()
    {
        var (kept, flushed, done) = (0L, -1L, false);
        OnOwnThread(() =>
        {
            using var scope = NewDisposeScope();
            var tiny = full(1_000_000, 1e-38f);
            kept = (tiny * 0.01f).count_nonzero().item<long>();
        });
        OnOwnThread(() =>
        {
            using var scope = NewDisposeScope();
            done = Denormals.Flush();
            var tiny = full(1_000_000, 1e-38f); // enough for all of libtorch's threads
            flushed = (tiny * 0.01f).count_nonzero().item<long>();
        });
        Assert.SkipUnless(done, "this processor cannot");
        Assert.Equal((1_000_000, 0), (kept, flushed));
    }

    // the setting belongs to a thread: it must not change what other tests see
    private static void OnOwnThread(Action action)
    {
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                error = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(error);
    }
}
