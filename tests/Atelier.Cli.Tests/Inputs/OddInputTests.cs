using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Inputs;

/// <summary>Every command with what is missing, empty, cut off, of another kind, too large, endless, contradictory, not a number, null,
/// deep, cyclic, or oddly named: exit code 2 and one sentence, or the right result; nothing half written, soon, in little memory.</summary>
/// <param name="files">The inputs.</param>
[Collection("console")]
public sealed class OddInputTests(OddFiles files) : IClassFixture<OddFiles>, IDisposable
{
    private static readonly string s_unet = Golden.Locate("pix2pix-tiny", "latest_net_G.pth")!;
    private readonly string? _cache = Environment.GetEnvironmentVariable("ATELIER_CACHE");

    public static TheoryData<string> Refused => [.. OddInputs.Refused];

    public static TheoryData<string> Accepted => [.. OddInputs.Accepted];

    public static TheoryData<string, int> Cut
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var command in OddInputs.Cut)
            {
                Enumerable.Range(0, OddFiles.Places).ToList().ForEach(place => rows.Add(command, place));
            }

            return rows;
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _cache);
        Directory.Delete(files.Out, recursive: true);
        Directory.CreateDirectory(files.Out);
    }

    [Fact]
    public void Rows_AreAtLeast250_AndAskEveryCommand()
    {
        Assert.InRange(Refused.Count + Accepted.Count + Cut.Count, 250, int.MaxValue);
        Assert.Equal(
            CommandLine.Root.Subcommands.Select(command => command.Name).Order(),
            OddInputs.Refused.Select(row => row.Split(' ')[0]).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Run_OnWhatCannotBe_SaysOneSentence(string row) => Assert.Equal(2, await RunAsync(row));

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Run_OnWhatIsOnlyOdd_Succeeds(string row)
    {
        Assert.Equal(0, await RunAsync(row));
        Assert.True(row.Contains(" --list", StringComparison.Ordinal) || Directory.EnumerateFileSystemEntries(files.Out).Any());
    }

    [Theory]
    [MemberData(nameof(Cut))]
    public async Task Run_OnACutFile_SaysOneSentenceOrMissesNothing(string row, int place)
    {
        if (await RunAsync(row.Replace("{cut}", files.In($"cut{place}"))) == 2)
        {
            return;
        }

        var name = Directory.EnumerateFileSystemEntries(files.Out).Single();
        var kept = name + ".kept";
        Directory.Move(name, kept);
        Assert.Equal(0, await RunAsync(row.Replace("{cut}", files.In("whole"))));
        Assert.Equal(Pixels(name), Pixels(kept));
    }

    private async Task<int> RunAsync(string row)
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", files.In("cache")); // nothing fetched, nothing built
        string[] arguments = [.. row.Split(' ').Select(word => word
            .Replace('·', ' ').Replace('␊', '\n').Replace("{out}", files.Out).Replace("{up}", files.In("whole.pth"))
            .Replace("{unet}", s_unet)
            .Replace("{in}", files.Folder))];
        return await OddRun.RunAsync(files, arguments);
    }

    // of all pictures of an animation; of a run's folder, its weights
    private static byte[] Pixels(string result)
    {
        if (Directory.Exists(result))
        {
            return File.ReadAllBytes(Path.Combine(result, "model.safetensors"));
        }

        using var film = FilmReader.Open(result);
        using var pixels = new MemoryStream();
        while (film.Next() is { } picture)
        {
            pixels.Write(picture.Pixels);
        }

        return pixels.ToArray();
    }
}
