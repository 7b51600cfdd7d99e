using System.Text.Json;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>Works of one command, and the list of what was made.</summary>
[Collection("console")]
public sealed class CreateTests : ToyCommands
{
    [Fact]
    public async Task Create_LeavesEveryStage_AndAPageThatShowsIt()
    {
        var (code, output, error) = await CreateAsync("a red apple", "--ideas", "2", "--style", "ink", "--scale", "2");

        Assert.True(code == 0, error);
        var folder = Assert.Single(Directory.GetDirectories(Runs));
        Assert.Contains(Path.Combine(folder, "index.html"), output);
        var page = File.ReadAllText(Path.Combine(folder, "index.html"));
        foreach (var file in new[] { "sheet.png", "picture.png", "picture-x2.png", "painting.png" })
        {
            Assert.True(File.Exists(Path.Combine(folder, file)), file);
            Assert.Contains($"src=\"{file}\"", page);
        }

        Assert.Equal(64, Picture.Load(Path.Combine(folder, "picture-x2.png")).Width);
    }

    [Fact]
    public async Task Resume_MakesTheMissingStageAlone()
    {
        Assert.Equal(0, (await CreateAsync("a red apple", "--ideas", "2", "--style", "none", "--scale", "2")).Code);
        var folder = Assert.Single(Directory.GetDirectories(Runs));
        var picture = File.GetLastWriteTimeUtc(Path.Combine(folder, "picture.png"));
        File.Delete(Path.Combine(folder, "picture-x2.png"));

        var (code, _, error) = await Terminal.RunAsync("create", "--resume", folder);

        Assert.True(code == 0, error);
        Assert.True(File.Exists(Path.Combine(folder, "picture-x2.png")));
        Assert.Equal(picture, File.GetLastWriteTimeUtc(Path.Combine(folder, "picture.png")));
    }

    [Theory]
    [InlineData("create fox --style nothing", "nothing")]
    [InlineData("create fox --style none --film", "--film has no effect beside --style none")]
    [InlineData("create fox --ideas 0", "--ideas '0' is not a whole number from 1 to 100")]
    [InlineData("create fox --scale 17", "--scale '17' is not a number from 1 to 16")]
    [InlineData("create --resume nowhere", "'nowhere' is no work")]
    [InlineData("create --resume nowhere --ideas 3", "--ideas has no effect beside --resume")]
    [InlineData("create fox --model nothing", "nothing")]
    public async Task BadInput_IsRefusedInOneSentence_AndLeavesNothing(string line, string expected)
    {
        var (code, _, error) = await Terminal.RunAsync([.. line.Split(' '), "--runs", Runs]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(Directory.Exists(Runs) && Directory.GetFileSystemEntries(Runs).Length > 0);
    }

    [Fact]
    public async Task History_ListsRunsAndCellsByTheirWords()
    {
        Assert.Equal(0, (await Terminal.RunAsync(Words("a blue pear"))).Code);
        Assert.Equal(0, (await Terminal.RunAsync(["grid", "a {red|green} apple", .. Models])).Code);
        Directory.CreateDirectory(Path.Combine(Runs, "other"));
        Directory.CreateDirectory(Path.Combine(Runs, "broken"));
        File.WriteAllText(Path.Combine(Runs, "broken", "run.json"), "{");

        var (code, output, _) = await Terminal.RunAsync("history", "Apple", "--runs", Runs, "--json");
        var all = await Terminal.RunAsync("history", "--runs", Runs);
        var none = await Terminal.RunAsync("history", "a boat", "--runs", Runs);
        var nowhere = await Terminal.RunAsync("history", "--runs", At("nowhere"));

        Assert.Equal(0, code);
        Assert.Equal(
            ["a green apple", "a red apple"],
            JsonDocument.Parse(output).RootElement.EnumerateArray().Select(run => run.GetProperty("prompt").GetString()).Order());
        Assert.Equal(4, all.Output.Trim().Split('\n').Length); // and the headings
        Assert.Equal((0, $"There is no such run in {Runs}."), (none.Code, none.Error.Trim()));
        Assert.Equal((2, $"There is no folder '{At("nowhere")}'."), (nowhere.Code, nowhere.Error.Trim()));
    }

    private Task<(int Code, string Output, string Error)> CreateAsync(params string[] words) =>
        Terminal.RunAsync(["create", .. words, .. Models]);
}
