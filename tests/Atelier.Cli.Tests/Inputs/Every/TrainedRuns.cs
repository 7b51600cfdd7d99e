using System.Net;
using System.Net.Sockets;
using Atelier.Imaging.Pictures;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Inputs.Every;

/// <summary>What the lines of <see cref="CommandBases"/> need besides <see cref="OddFiles"/>: toy models, trained runs, and a server that
/// refuses whatever it is asked.</summary>
public sealed class TrainedRuns : IAsyncLifetime, IDisposable
{
    private readonly TinyData _data = new();
    private readonly ToyModels _toys = new();
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    /// <summary>Inputs.</summary>
    public OddFiles Files { get; } = new();

    /// <summary>The words of a row of <see cref="CommandBases"/>.</summary>
    public string[] Words(string row) => [.. row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word
        .Replace('·', ' ').Replace("{out}", Files.Out).Replace("{up}", Files.In("whole.pth")).Replace("{in}", Files.Folder)
        .Replace("{toys}", _toys.Folder).Replace("{trained}", _data.Folder)
        .Replace("{port}", $"{((IPEndPoint)_server.LocalEndpoint).Port}"))];

    public async ValueTask InitializeAsync()
    {
        _server.Start();
        _ = Task.Run(RefuseAsync);
        var shared = $"data: {{source: idx, path: {_data.Idx()}, size: 8, channels: 1}}\n"
            + "training: {steps: 1, batch: 4, test_pictures: 4}\n";
        _data.Write(
            "codec.yaml",
            shared + "model: {kind: vqvae, channels: 8, residual_channels: 4, halvings: 1, codebook: {size: 16, width: 4}}");
        _data.Write("prior.yaml", shared + $"model: {{kind: gpt, codec: {In("codec")}, condition: class, layers: 1, heads: 2, width: 8}}");
        _data.Write("classifier.yaml", shared + "model: {kind: classifier, channels: [4], width: 6}");
        foreach (var name in (string[])["codec", "prior", "classifier"])
        {
            var (code, _, error) = await Terminal.RunAsync("train", In(name + ".yaml"), "-o", In(name));
            Assert.True(code == 0, error);
        }

        new Picture(8, 8, 3, [.. Enumerable.Range(0, 192).Select(i => (byte)(i / 3 * 4))]).Save(In("whole.png"));
        Picture.Blank(64, 64, new(200, 120, 40)).Save(In("large.png"));
        Assert.Equal(0, (await Terminal.RunAsync("studio", "key", "fox", "--data", In("studio"))).Code);
        using var x = zeros(1, 3, 8, 8);
        SafeTensors.Write(In("in.safetensors"), new Dictionary<string, Tensor> { ["x"] = x });
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _server.Dispose();
        _data.Dispose();
        _toys.Dispose();
        Files.Dispose();
    }

    private string In(string name) => Path.Combine(_data.Folder, name);

    private async Task RefuseAsync()
    {
        try
        {
            while (true)
            {
                using var asked = await _server.AcceptTcpClientAsync();
                await asked.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // the end
        }
    }
}
