using System.Net;
using System.Net.Sockets;
using Atelier.Core;
using Atelier.Tests;

namespace Atelier.Nn.Tests;

/// <summary>Two workers on two threads; tests/Atelier.Cli.Tests has them as processes.</summary>
public class WorkersTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MeanShareAndGather_OfTensorsOnAnyDevice_AreThoseOfBoth(bool elsewhere)
    {
        var device = elsewhere ? Elsewhere.Device : CPU;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(rank => Task.Factory.StartNew(() => Work(port, rank, device), TaskCreationOptions.LongRunning)));

        foreach (var (mean, shared, gathered) in results)
        {
            Assert.Equal([1.5f, 3f], mean);
            Assert.Equal([1f, 2f], shared);
            Assert.Equal([1f, 2f, 2f, 4f], gathered);
        }
    }

    private static (float[] Mean, float[] Shared, float[] Gathered) Work(int port, int rank, Device device)
    {
        using var scope = NewDisposeScope();
        using var workers = Workers.Join("127.0.0.1", port, rank, 2);
        Tensor Own() => tensor(new float[] { 1f + rank, 2f + (2 * rank) }, [2]).to(device);
        var (mean, shared, gathered) = (Own(), Own(), workers.Gather(Own()));
        workers.MeanInPlace(mean);
        workers.ShareInPlace(shared);
        Assert.Equal(device, gathered.device);
        return (Values(mean), Values(shared), Values(gathered));
    }

    private static float[] Values(Tensor tensor) => tensor.to(CPU).ToArray<float>();
}
