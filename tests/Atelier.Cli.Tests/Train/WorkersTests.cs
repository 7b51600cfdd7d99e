using System.Diagnostics;
using System.Globalization;
using Atelier.Distributed.Tests;
using Atelier.Tests;
using Atelier.Torch.Process;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Train;

/// <summary>Several processes train as one does.</summary>
[Collection("console")]
public sealed class WorkersTests : IClassFixture<OpenMpi>, IDisposable
{
    private const double Tolerance = 1e-4; // relative, of losses: sums are added in another order
    private readonly TinyData _data = new();

    public static TheoryData<string> Recipes { get; } = new()
    {
        "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, average: 0.9, quantise_after: 2, " +
        "revive_every: 2, revive_until: 1}}",
        "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, cosine: true, average: 0.9, " +
        "revive_every: 2}}",
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
        model: {kind: pix2pix, channels: 4, levels: 3}
        discriminator: {channels: 4, layers: 1}
        """,
        """
        model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, latent_channels: 8,
          codebook: {size: 16, width: 4, revive_every: 3}}
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
        using var two = Start("train", recipe, "-o", In("two"), "--workers", "2");
        Assert.Equal("", await EndOf(two, 0));

        var (alone, together) = (Log("one"), Log("two"));
        Assert.Equal(alone.Count, together.Count);
        foreach (var (name, values) in alone)
        {
            Assert.All(
                values.Zip(together[name]),
                pair => Assert.InRange(pair.Second, pair.First - Near(pair.First), pair.First + Near(pair.First)));
        }
    }

    [Fact]
    public async Task TwoWorkers_TrainAPrior_AsOneDoes()
    {
        Assert.Equal(
            0,
            await CommandLine.RunAsync([
                "train",
                Write("model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4}}", steps: 2, every: 1),
                "-o",
                In("codec"),
            ]));
        await TwoWorkers_HaveTheLossesOfOne(
            $"model: {{kind: gpt, codec: {In("codec")}, condition: class, unconditioned: 0.4, layers: 1, heads: 2, width: 8, dropout: " +
            $"0.1}}\nloss: {{class: 0.5}}");
        Assert.Contains("class", Log("one").Keys);
    }

    [Fact]
    public async Task WhenOneIsKilled_TheOtherEnds_AndTheyGoOnTogetherExactly()
    {
        var recipe = Write(
            "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, average: 0.9}}", steps: 240, every: 40);
        using var straight = Start("train", recipe, "-o", In("straight"), "--workers", "2");
        Assert.Equal("", await EndOf(straight, 0));

        using var broken = Start("train", recipe, "-o", In("broken"), "--workers", "2");
        await Until(broken, () => File.Exists(Path.Combine(In("broken"), "checkpoint.safetensors")));
        Process.GetProcessById(Ranks(In("broken"))["1"]).Kill();
        Assert.Equal(
            $"Another of the 2 processes has ended or cannot be reached any more; 'atelier train --resume {In("broken")}' resumes from " +
            "the last checkpoint.\n",
            await EndOf(broken, 2));

        using var resumed = Start("train", recipe, "-o", In("broken"), "--workers", "2", "--resume");
        Assert.Equal("", await EndOf(resumed, 0));
        MustBeTheSame("straight", "broken");
    }

    [Fact]
    public async Task StartedByMpirun_TheyTrainTheSame_AndOnlyTheFirstTalks()
    {
        var recipe = Write("model: {kind: classifier, channels: [4], width: 6}", steps: 6, every: 1);
        using var own = Start("train", recipe, "-o", In("own"), "--workers", "2");
        Assert.Equal("", await EndOf(own, 0));
        string[] root = Environment.IsPrivilegedProcess ? ["--allow-run-as-root"] : [];
        using var users = Begin("mpirun", [.. root, "--oversubscribe", "-n", "2", "dotnet", Program, "train", recipe, "-o", In("users")]);
        var output = users.StandardOutput.ReadToEndAsync();
        Assert.Equal("", await EndOf(users, 0, output));
        Assert.Single((await output).Split('\n'), line => line.StartsWith("6/6", StringComparison.Ordinal));
        Assert.Single((await output).Split('\n'), line => line.Trim() == In("users"));
        MustBeTheSame("own", "users");
    }

    [Fact]
    public async Task Interrupted_AllStopTogether_AndACheckpointIsWritten()
    {
        var endless = Write("model: {kind: classifier, channels: [4], width: 6}", steps: 1_000_000, every: 1_000);
        using var stopped = Start("train", endless, "-o", In("stopped"), "--workers", "2");
        var output = stopped.StandardOutput.ReadToEndAsync();
        await Until(stopped, () => File.Exists(Path.Combine(In("stopped"), "log.csv")));
        await Signal(stopped.Id, "INT");
        Assert.Equal("", await EndOf(stopped, 130, output));
        Assert.Single((await output).Split('\n'), line => line.Trim() == $"Stopped; 'atelier train --resume {In("stopped")}' resumes it.");
        _ = SafeTensors.Read(Path.Combine(In("stopped"), "checkpoint.safetensors"), out var numbers);
        Assert.InRange(int.Parse(numbers["step"], CultureInfo.InvariantCulture), 1, 999_999);
        Assert.Empty(Ranks(In("stopped")));
    }

    [Fact]
    public async Task InterruptedTwice_AllEndAtOnce_AndNothingIsLeft()
    {
        var endless = Write("model: {kind: classifier, channels: [4], width: 6}", steps: 1_000_000, every: 1_000);
        using var ended = Start("train", endless, "-o", In("ended"), "--workers", "2");
        var output = ended.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Until(ended, () => File.Exists(Path.Combine(In("ended"), "log.csv")));
        var first = Ranks(In("ended"))["0"];
        await Signal(first, "STOP"); // it reads both words when it goes on, however small its recipe is
        foreach (var signal in (string[])["STOP", "INT", "TERM", "CONT"]) // both arrive together
        {
            await Signal(ended.Id, signal);
        }

        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await Signal(first, "CONT");
        Assert.DoesNotContain("   at ", await EndOf(ended, 130, output));
        Assert.DoesNotContain("Stopped", await output);
        Assert.Empty(Ranks(In("ended")));
        Assert.Empty(Directory.GetFiles(In("ended"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task WorkersThatCannotBe_AreRefused()
    {
        var recipe = Write("model: {kind: classifier, channels: [4], width: 6}", steps: 6, every: 1);
        Assert.Contains(
            "--workers '0' is not a whole number from 1 to 256",
            (await Terminal.RunAsync("train", recipe, "-o", In("run"), "--workers", "0")).Error);
        using var three = Start("train", recipe, "-o", In("run"), "--workers", "3");
        Assert.EndsWith("training.batch is '4'; 3 processes cannot share it evenly.\n", await EndOf(three, 2));
        using var none = Begin(Dotnet, [Program, "train", recipe, "-o", In("run"), "--workers", "2"], ("PATH", _data.Folder));
        Assert.Equal(
            "Several processes need Open MPI's mpirun, which is not installed: apt-get install openmpi-bin.\n", await EndOf(none, 2));
        using var other = Begin(Dotnet, [Program, "train", recipe, "-o", In("run")], ("WORLD_SIZE", "2"));
        Assert.Contains("'mpirun -n 2' of Open MPI is needed (apt-get install openmpi-bin).", await EndOf(other, 2));
        Assert.False(Directory.Exists(In("run")));
    }

    [Fact]
    public async Task CudaOfAWorker_IsTheGpuOfItsNumberOnItsMachine()
    {
        var recipe = Write("model: {kind: classifier, channels: [4], width: 6}", steps: 6, every: 1);
        using var worker = Begin(
            Dotnet, [Program, "train", recipe, "-o", In("run"), "--device", "cuda"], ("OMPI_COMM_WORLD_LOCAL_RANK", "77"));
        Assert.Contains("Device 'cuda:77' is not on this machine", await EndOf(worker, 2));
    }

    private static double Near(double value) => 1e-5 + (Math.Abs(value) * Tolerance);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "atelier.dll");

    private static string Dotnet =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);

    private static Process Start(params string[] arguments) => Begin(Dotnet, [Program, .. arguments]);

    private static Process Begin(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = Foreground.Start(program, arguments);
        foreach (var (name, value) in environment.Concat([(Threads.Variable, "1"), ("OMP_NUM_THREADS", "1")]))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task Signal(int process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)])!;
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    // the processes that mpirun started for a run, by their number in it
    private static Dictionary<string, int> Ranks(string run)
    {
        const string rank = "OMPI_COMM_WORLD_RANK=";
        var found = from folder in Directory.EnumerateDirectories("/proc")
                    let name = Path.GetFileName(folder)
                    where name.All(char.IsAsciiDigit) && Words(name, "cmdline").Contains(run)
                    from word in Words(name, "environ")
                    where word.StartsWith(rank, StringComparison.Ordinal)
                    select (Rank: word[rank.Length..], Id: int.Parse(name, CultureInfo.InvariantCulture));
        return found.ToDictionary(process => process.Rank, process => process.Id);
    }

    private static string[] Words(string id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // it has ended, or is another user's
        {
            return [];
        }
    }

    private static async Task Until(Process running, Func<bool> condition)
    {
        while (!condition())
        {
            Assert.False(running.HasExited);
            await Task.Delay(2);
        }
    }

    private static async Task<string> EndOf(Process process, int code, Task<string>? output = null)
    {
        output ??= process.StandardOutput.ReadToEndAsync();
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
        return rows[0].Index().Where(column => column.Item is not ("pictures_per_second" or "psnr"))
            .ToDictionary(column => column.Item, column => rows[1..].Where(row => row[column.Index].Length > 0)
                .Select(row => double.Parse(row[column.Index], CultureInfo.InvariantCulture)).ToArray());
    }

    // to the bit
    private void MustBeTheSame(string run, string other)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (
            SafeTensors.Read(Path.Combine(In(run), "checkpoint.safetensors"), out _),
            SafeTensors.Read(Path.Combine(In(other), "checkpoint.safetensors"), out _));
        Assert.Equal(a.Keys.Order(), b.Keys.Order());
        Assert.All(a, pair => Assert.Equal(pair.Value.Read().ToBytes(), b[pair.Key].Read().ToBytes()));
    }

    private string In(string name) => Path.Combine(_data.Folder, name);

    private string Write(string model, int steps, int every) => _data.Write("recipe.yaml", $$"""
        data: {source: idx, path: {{_data.Idx()}}, size: 8, channels: {{(model.Contains("vqgan", StringComparison.Ordinal) ? 3 : 1)}},
          flip: true}
        training: {steps: {{steps}}, batch: 4, average: 0.9, clip: 1, log_every: {{every}}, sample_every: 1000,
          checkpoint_every: {{every}}, test_pictures: 8}
        optimiser: {learning_rate: 0.01, schedule: cosine, warmup: 2}
        {{model}}
        """);
}
