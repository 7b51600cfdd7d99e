using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Atelier.Nn.WeightFiles;
using Atelier.Core;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests;

/// <summary>Several processes train as one does.</summary>
[Collection("console")]
public sealed class WorkersTests : IDisposable
{
    private const double Tolerance = 1e-4; // relative, of losses: sums are added in another order
    private readonly TinyData _data = new();

    public static TheoryData<string> Recipes { get; } = new()
    {
        "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, average: 0.9, quantise_after: 2, revive_every: 2, revive_until: 1}}",
        "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, cosine: true, average: 0.9, revive_every: 2}}",
        "model: {kind: classifier, channels: [4], width: 6}",
        "model: {kind: upscaler, network: srvgg, scale: 2, features: 4, convolutions: 1}\ndegradation: {clean: 0, blur: 1, noise: 0.1}",
        """
        model: {kind: upscaler, network: rrdb, scale: 2, features: 4, blocks: 1, growth: 2}
        degradation: {kind: two-stage, clean: 0}
        loss: {adversarial_weight: 1, adversarial_start: 1}
        discriminator: {features: 2}
        """,
        """
        model: {kind: gan, latent: 4, channels: [6, 4], critic_channels: [4, 6], critic_norm: true}
        loss: {adversarial: hinge}
        """,
        """
        model: {kind: gan, latent: 4, channels: [6, 4], critic_channels: [4, 6]}
        loss: {adversarial: wasserstein, critic_steps: 2}
        """,
        """
        model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, latent_channels: 8, codebook: {size: 16, width: 4, revive_every: 3}}
        discriminator: {channels: 4, layers: 1, actnorm: true}
        loss: {edges: 0.5, adversarial_start: 2, feature_matching: 1}
        """,
    };

    public void Dispose() => _data.Dispose();

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task TwoWorkers_HaveTheLossesOfOne(string model)
    {
        var recipe = Write(model, steps: 6, every: 1);
        Assert.Equal(0, await CommandLine.RunAsync(["train", recipe, "-o", In("one")]));
        using var two = Start(null, "train", recipe, "-o", In("two"), "--workers", "2");
        Assert.Equal("", await EndOf(two, 0));

        var (alone, together) = (Log("one"), Log("two"));
        Assert.Equal(alone.Count, together.Count);
        foreach (var (name, values) in alone)
        {
            Assert.All(values.Zip(together[name]), pair => Assert.InRange(pair.Second, pair.First - Near(pair.First), pair.First + Near(pair.First)));
        }
    }

    [Fact]
    public async Task TwoWorkers_TrainAPrior_AsOneDoes()
    {
        Assert.Equal(0, await CommandLine.RunAsync(["train", Write("model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4}}", steps: 2, every: 1), "-o", In("codec")]));
        await TwoWorkers_HaveTheLossesOfOne($"model: {{kind: gpt, codec: {In("codec")}, condition: class, unconditioned: 0.4, layers: 1, heads: 2, width: 8, dropout: 0.1}}\nloss: {{class: 0.5}}");
        Assert.Contains("class", Log("one").Keys);
    }

    [Fact]
    public async Task WhenOneIsKilled_TheOtherEnds_AndTheyGoOnTogetherExactly()
    {
        var recipe = Write("model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, average: 0.9}}", steps: 240, every: 40);
        using var straight = Start(null, "train", recipe, "-o", In("straight"), "--workers", "2");
        Assert.Equal("", await EndOf(straight, 0));

        var port = FreePort();
        using var first = Start((0, port), "train", recipe, "-o", In("broken"));
        using var second = Start((1, port), "train", recipe, "-o", In("broken"));
        while (!File.Exists(Path.Combine(In("broken"), "checkpoint.safetensors")))
        {
            Assert.False(first.HasExited);
            await Task.Delay(2);
        }

        second.Kill();
        Assert.Equal("Another of the 2 workers has ended or cannot be reached any more; --resume goes on from the last checkpoint.\n", await EndOf(first, 2));

        using var resumed = Start(null, "train", recipe, "-o", In("broken"), "--workers", "2", "--resume");
        Assert.Equal("", await EndOf(resumed, 0));
        using var scope = NewDisposeScope();
        var (a, b) = (SafeTensors.Read(Path.Combine(In("straight"), "checkpoint.safetensors"), out _), SafeTensors.Read(Path.Combine(In("broken"), "checkpoint.safetensors"), out _));
        Assert.Equal(a.Keys.Order(), b.Keys.Order());
        Assert.All(a, pair => Assert.Equal(pair.Value.Read().ToBytes(), b[pair.Key].Read().ToBytes()));
    }

    [Fact]
    public async Task WorkersThatCannotBe_AreRefused()
    {
        var recipe = Write("model: {kind: classifier, channels: [4], width: 6}", steps: 6, every: 1);
        Assert.Contains("--workers is 1 to 256", (await Terminal.RunAsync("train", recipe, "-o", In("run"), "--workers", "0")).Error);
        using var three = Start(null, "train", recipe, "-o", In("run"), "--workers", "3");
        Assert.Contains("training.batch is 4, which 3 workers cannot share evenly.", await EndOf(three, 2));
        using var lost = Start((5, 1), "train", recipe, "-o", In("run"));
        Assert.Contains("RANK is 5, but WORLD_SIZE is 2.", await EndOf(lost, 2));
    }

    [Fact]
    public async Task CudaOfAWorker_IsTheGpuOfItsNumberOnItsMachine()
    {
        var recipe = Write("model: {kind: classifier, channels: [4], width: 6}", steps: 6, every: 1);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), "train", recipe, "-o", In("run"), "--device", "cuda"]) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LOCAL_RANK"] = "77" } };
        using var worker = Process.Start(start)!;
        Assert.Contains("Device 'cuda:77' is not on this machine", await EndOf(worker, 2));
    }

    private static double Near(double value) => 1e-5 + (Math.Abs(value) * Tolerance);

    // the program as a process, alone or as a worker of two
    private static Process Start((int Rank, int Port)? worker, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ATELIER_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        if (worker is var (rank, port))
        {
            foreach (var (name, value) in new[] { ("RANK", $"{rank}"), ("WORLD_SIZE", "2"), ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", $"{port}") })
            {
                start.Environment[name] = value;
            }
        }

        return Process.Start(start)!;
    }

    private static async Task<string> EndOf(Process process, int code)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == code, $"ended with {process.ExitCode}: {error}");
        return error;
    }

    // figures of the log by name, without the speed, and without decibels, whose mean over shares is not that of the whole
    private Dictionary<string, double[]> Log(string run)
    {
        var rows = File.ReadAllLines(Path.Combine(In(run), "log.csv")).Select(line => line.Split(',')).ToArray();
        return rows[0].Index().Where(column => column.Item is not ("pictures_per_second" or "psnr")).ToDictionary(column => column.Item, column => rows[1..].Where(row => row[column.Index].Length > 0).Select(row => double.Parse(row[column.Index], CultureInfo.InvariantCulture)).ToArray());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string In(string name) => Path.Combine(_data.Folder, name);

    private string Write(string model, int steps, int every) => _data.Write("recipe.yaml", $$"""
        data: {source: idx, path: {{_data.Idx()}}, size: 8, channels: {{(model.Contains("vqgan", StringComparison.Ordinal) ? 3 : 1)}}, flip: true}
        training: {steps: {{steps}}, batch: 4, average: 0.9, clip: 1, log_every: {{every}}, sample_every: 1000, checkpoint_every: {{every}}, test_pictures: 8}
        optimiser: {learning_rate: 0.01, schedule: cosine, warmup: 2}
        {{model}}
        """);
}
