using Atelier.Torch.Loading;

namespace Atelier.Torch.Tests.Loading;

public class ScalarLifetimeTests
{
    // TorchSharp's scalars are finalised as soon as nothing refers to them, which may be while a native function reads them
    [Fact]
    public async Task Scalars_OutliveTheFunctionThatReadsThem()
    {
        Libtorch.Load();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        var collector = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        Task[] workers = [.. Enumerable.Range(0, 3).Select(i => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var scope = torch.NewDisposeScope();
                var x = torch.zeros(2);
                for (var k = 0; k < 100; k++)
                {
                    x = x.add(1.0);
                }

                Assert.Equal([100f, 100f], x.data<float>().ToArray());
            }
        }))];

        await Task.WhenAll([.. workers, collector]);
    }
}
