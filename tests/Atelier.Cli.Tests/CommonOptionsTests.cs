using System.CommandLine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Tests;

/// <summary>The options that all commands share, and what they do.</summary>
[Collection("console")]
public sealed class CommonOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-common-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ACommandThatComputes_HasThemAll()
    {
        var all = Leaves(CommandLine.Root).ToList();
        var computing = all.Where(CommonOptions.NeedsTorch).ToList();

        Assert.InRange(computing.Count, 25, all.Count);
        Assert.All(all, command => Assert.Subset(Names(command), new HashSet<string> { "--json", "--quiet" }));
        Assert.All(computing, command => Assert.Contains("--device", Names(command)));
        Assert.Equal(["blend", "work"], computing.Where(command => !Names(command).Contains("--precision")).Select(c => c.Name).Order());
    }

    [Theory]
    [InlineData("score", "--precision <fp32|bf16|auto>")]
    [InlineData("imagine", "--precision <auto|fp32|bf16>")]
    [InlineData("bench imagine", "--precision <both|auto|fp32|bf16>")]
    public async Task TheHelp_ShowsTheTrueDefault(string command, string option)
    {
        var (_, output, _) = await Terminal.RunAsync([.. command.Split(' '), "--help"]);

        Assert.Contains(option, output);
        Assert.Matches($@"--precision[^\[]*\[default: {option.Split('<', '|')[1]}\]", output);
    }

    [Fact]
    public async Task Precision_ChangesTheFiguresOfAScore_ButLittle()
    {
        var picture = Path.Combine(_folder, "plain.png");
        Imaging.Pictures.Picture.Blank(64, 64, Imaging.Colour.White).Save(picture);
        var exact = await Similarity(picture, "fp32");
        var fast = await Similarity(picture, "bf16");

        Assert.NotEqual(exact, fast);
        Assert.InRange(fast, exact - 0.02, exact + 0.02); // 8 bits of mantissa
        Assert.Equal(exact, await Similarity(picture, null));
    }

    private static async Task<double> Similarity(string picture, string? precision)
    {
        string[] more = precision is null ? [] : ["--precision", precision];
        var (code, output, error) = await Terminal.RunAsync(["score", picture, "a red apple", "--json", "--quiet", .. more]);
        Assert.True(code == 0, error);
        return System.Text.Json.JsonDocument.Parse(output).RootElement[0].GetProperty("similarity").GetDouble();
    }

    private static HashSet<string> Names(Command command) => [.. command.Options.Select(option => option.Name)];

    // commands that do something
    private static IEnumerable<Command> Leaves(Command command) =>
        [.. command.Action is null ? [] : new[] { command }, .. command.Subcommands.SelectMany(Leaves)];
}
