using System.CommandLine;
using System.Text.RegularExpressions;
using Atelier.Imaging;
using Atelier.Imaging.Film;

namespace Atelier.Cli.Tests.Inputs.Every;

/// <summary>Every command with at least 250 lines in which something is odd: what is no number, no word of a list, no such file, a file
/// that is empty, cut off, of another kind, endless, deep or cyclic, a place that cannot be written to, an odd name. It is refused in one
/// sentence, or the result is right; nothing is half written, soon, in little memory.</summary>
[Collection("console")]
public sealed partial class EveryCommandTests : IClassFixture<TrainedRuns>, IDisposable
{
    private const int LeastRows = 250;
    private readonly string? _cache = Environment.GetEnvironmentVariable("ATELIER_CACHE");
    private readonly TrainedRuns _runs;
    private readonly OddPlaces _places;

    public EveryCommandTests(TrainedRuns runs)
    {
        (_runs, _places) = (runs, new(runs.Files));
        Environment.SetEnvironmentVariable("ATELIER_CACHE", runs.Files.In("cache")); // nothing fetched, nothing built
    }

    public static TheoryData<string> Names => [.. Leaves(CommandLine.Root, []).Select(leaf => string.Join(' ', leaf.Path))];

    public static TheoryData<string> Lines => [.. CommandBases.All.Keys.Except(CommandBases.Refusing)];

    public void Dispose() => Environment.SetEnvironmentVariable("ATELIER_CACHE", _cache);

    [Fact]
    public void Rows_AreAtLeast250_OfEveryCommand() => Assert.All(
        Names, name => Assert.InRange(Rows(name).DistinctBy(row => string.Join('\0', row.Words)).Count(), LeastRows, int.MaxValue));

    [Theory]
    [MemberData(nameof(Lines))]
    [Trait("Category", "Slow")]
    public async Task Run_OnTheLineThatTheRowsChange_Succeeds(string command)
    {
        var (code, _, error) = await Terminal.RunAsync([.. CommandRows.Words(command.Split(' '), _runs.Words(CommandBases.All[command]))]);

        Clear();
        Assert.True(code == (CommandBases.Refused.Contains(command) ? 2 : 0), error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Category", "Slow")]
    public async Task Run_OnAllThatIsOdd_SaysOneSentenceOrIsRight(string command)
    {
        var faults = new List<string>();
        foreach (var row in Rows(command))
        {
            try
            {
                await CheckAsync(row);
            }
            catch (TimeoutException e) // of which the work goes on
            {
                throw new TimeoutException($"{row} does not end.", e);
            }
            catch (Exception e)
            {
                faults.Add($"{row}\n    {e.Message.ReplaceLineEndings(" ")}");
            }

            Clear();
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private async Task CheckAsync(CommandRow row)
    {
        if (await OddRun.RunAsync(_runs.Files, [.. row.Words]) == 2)
        {
            return;
        }

        Assert.False(row.IsRefused, "it was taken");
        if (row.Words.Any(word => CutName().IsMatch(word)))
        {
            var results = Results();
            Clear();
            Assert.Equal(0, await OddRun.RunAsync(_runs.Files, [.. row.Words.Select(word => CutName().Replace(word, "whole.$1"))]));
            Assert.Equal(Results(), results);
        }
    }

    // what all pictures and weights that were written hold
    private List<byte[]> Results() =>
    [
        .. Directory.EnumerateFiles(_runs.Files.Out, "*", SearchOption.AllDirectories).OrderBy(Path.GetFileName)
            .Where(file => MediaKinds.IsRead(file, MediaUse.Picture) || file.EndsWith(".safetensors", StringComparison.Ordinal))
            .Select(file => file.EndsWith(".safetensors", StringComparison.Ordinal) ? File.ReadAllBytes(file) : Pixels(file)),
    ];

    private static byte[] Pixels(string picture)
    {
        using var film = FilmReader.Open(picture);
        using var pixels = new MemoryStream();
        while (film.Next() is { } frame)
        {
            pixels.Write(frame.Pixels);
        }

        return pixels.ToArray();
    }

    private void Clear()
    {
        if (Directory.EnumerateFileSystemEntries(_runs.Files.Out).Any())
        {
            Directory.Delete(_runs.Files.Out, recursive: true);
            Directory.CreateDirectory(_runs.Files.Out);
        }
    }

    private IEnumerable<CommandRow> Rows(string name)
    {
        var (path, command) = Leaves(CommandLine.Root, []).Single(leaf => string.Join(' ', leaf.Path) == name);
        var rows = CommandRows.Of(
            command, path, _runs.Words(CommandBases.All.GetValueOrDefault(name, "")),
            option => _runs.Words(CommandBases.Beside.GetValueOrDefault($"{name} {option}", "")), _places);
        return CommandBases.Refusing.Contains(name) ? rows.Where(row => row.IsRefused) : rows;
    }

    // commands that do something, with the words that name them
    private static IEnumerable<(string[] Path, Command Command)> Leaves(Command command, string[] path) =>
    [
        .. command.Action is null || path.Length == 0 ? [] : new[] { (path, command) },
        .. command.Subcommands.SelectMany(inner => Leaves(inner, [.. path, inner.Name])),
    ];

    [GeneratedRegex(@"\bcut\d+\.(\w+)$")]
    private static partial Regex CutName();
}
