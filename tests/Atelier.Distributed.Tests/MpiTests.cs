using System.Diagnostics;
using System.Globalization;
using Atelier.Distributed.Ranks;
using Atelier.Torch.Distributed;

namespace Atelier.Distributed.Tests;

/// <summary>Two and three processes under mpirun.</summary>
[Collection("processes")]
public sealed class MpiTests : IDisposable
{
    private const double Tolerance = 1e-4; // relative, of losses: sums are added in another order
    private const string Lost = "Another of the 3 processes has ended or cannot be reached any more.";
    private readonly string _folder = Directory.CreateTempSubdirectory("ranks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Operations_AreWhatTheyAreByDefinition(int count)
    {
        using var run = Run.Mpirun(count, "operations");
        var (code, _, error) = await run.End();
        Assert.True(code == 0, string.Join('\n', error));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task SeveralProcesses_TrainAsOneDoes_AndAgainTheSameBits(int count)
    {
        var alone = TinyTraining.Run(new SingleProcess(), steps: 6)[..^1];
        var (first, second) = (await Trained(count), await Trained(count));
        Assert.Equal(count, first.Length);
        Assert.Single(first.Distinct()); // losses and the bits of the parameters
        Assert.Equal(first, second);
        double[] together = [.. first[0].Split(' ').SkipLast(1).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        Assert.Equal(alone.Length, together.Length);
        Assert.All(alone.Zip(together), pair => Assert.InRange(pair.Second, pair.First * (1 - Tolerance), pair.First * (1 + Tolerance)));
        Assert.True(alone[^1] < alone[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task WhenOneIsKilled_TheOthersSayOneSentence(int killed)
    {
        using var run = Run.Mpirun(3, "endless", _folder);
        var ids = await Ids(3);
        var clock = Stopwatch.StartNew();
        Run.Signal("KILL", ids[killed]);
        var (code, _, error) = await run.End();
        Assert.NotEqual(0, code);
        Assert.Equal([Lost, Lost], error);
        await Until(() => !ids.Any(IsRunning));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task WhenOneDiesInABackwardPass_ItReturns_AndTheLossIsToldBehindIt()
    {
        using var run = Run.Mpirun(3, "lost-in-backward");
        var (code, output, error) = await run.End();
        Assert.NotEqual(0, code);
        Assert.Equal(["rank 0: backward returned 2", "rank 1: backward returned 2"], output.Order());
        Assert.Equal([Lost, Lost], error);
    }

    [Fact]
    public async Task WhenOneEndsWithAnError_ItSaysIt_AndTheOthersEnd()
    {
        using var run = Run.Mpirun(3, "vanish");
        var (code, _, error) = await run.End();
        Assert.Equal(2, code);
        Assert.Equal([Lost, Lost, "This is wrong."], error.Order());
    }

    [Fact]
    public async Task StartedByTheLibrary_TheyTrainTheSame()
    {
        using var run = Run.Program(["start", "2", "train"]);
        var (code, output, error) = await run.End();
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Equal((await Trained(2)).Order(), output.Select(line => line[(line.IndexOf(':') + 2)..]).Order());
    }

    [Fact]
    public async Task Threads_AreShared_ByThoseOnTheSameCores()
    {
        using var run = Run.Program(["start", "2", "threads"]);
        var (code, output, _) = await run.End();
        Assert.Equal(0, code);
        var each = Math.Max(1, Environment.ProcessorCount / 2);
        Assert.Equal([$"rank 0: {each}", $"rank 1: {each}"], output.Order());
    }

    [Fact]
    public async Task WhatAllSay_IsSaidOnce()
    {
        using var run = Run.Program(["start", "3", "fail"]);
        var (code, _, error) = await run.End();
        Assert.Equal(2, code);
        Assert.Equal(["This is wrong."], error);
    }

    [Fact]
    public async Task WhenOneOfThoseStartedIsKilled_OneSentenceIsSaid()
    {
        using var run = Run.Program(["start", "3", "endless", _folder]);
        Run.Signal("KILL", (await Ids(3))[1]);
        var (code, _, error) = await run.End();
        Assert.NotEqual(0, code);
        Assert.Equal([Lost], error);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task WhenTheStarterIsStopped_AllStopTogether(string signal, int expected)
    {
        using var run = Run.Program(["start", "2", "endless", _folder]);
        var ids = await Ids(2);
        Run.Signal(signal, run.Id);
        var (code, _, error) = await run.End();
        Assert.Equal(expected, code);
        Assert.Empty(error);
        await Until(() => !ids.Any(IsRunning));
    }

    [Fact]
    public async Task UnderAnotherLauncher_ItRefuses()
    {
        using var run = Run.Program(["start", "2", "train"], ("PMI_SIZE", "4"));
        var (code, _, error) = await run.End();
        Assert.Equal(2, code);
        Assert.Equal(
            ["PMI_SIZE is 4, but Open MPI's mpirun did not start this process: 'mpirun -n 4' of Open MPI is needed (apt-get install " +
                "openmpi-bin)."],
            error);
    }

    // what each rank printed behind its number
    private static async Task<string[]> Trained(int count)
    {
        using var run = Run.Mpirun(count, "train");
        var (code, output, error) = await run.End();
        Assert.True(code == 0, string.Join('\n', error));
        return [.. output.Order().Select((line, rank) => line[$"rank {rank}: ".Length..])];
    }

    private static bool IsRunning(int id) => Directory.Exists($"/proc/{id}");

    private async Task<int[]> Ids(int count)
    {
        var files = Enumerable.Range(0, count).Select(rank => Path.Combine(_folder, $"{rank}")).ToArray();
        await Until(() => files.All(File.Exists));
        return [.. files.Select(file => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture))];
    }

    private static async Task Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
            await Task.Delay(20);
        }
    }
}
