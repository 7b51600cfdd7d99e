using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>Grids of pictures on the command line.</summary>
[Collection("console")]
public sealed class GridTests : ToyCommands
{
    [Fact]
    public async Task Grid_OfWordsAndAnOption_MakesEveryCell_AndACellIsRepeated()
    {
        var (code, output, error) = await GridAsync("a {red|blue} apple", "--y", "init-weight=0,0.5", "--seed", "5", "-o", At("sheet.png"));

        Assert.True(code == 0, error);
        Assert.StartsWith(At("sheet.png"), output);
        Assert.True(File.Exists(At("sheet.png")));
        var cell = Path.Combine(Assert.Single(Directory.GetDirectories(Runs)), "cells", "004", "picture.png");
        var options = TextToImagePipeline.ReadOptions(cell);
        Assert.Equal(("a blue apple", 5UL, 0.5), (options.Prompt, options.Seed, options.InitWeight));
        Assert.Equal(0, (await Terminal.RunAsync("imagine", "--repeat", cell, "--runs", Runs, "-o", At("again.png"))).Code);
        Assert.InRange(Picture.Load(cell).Pixels.Zip(Picture.Load(At("again.png")).Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Fact]
    public async Task Keywords_AreRankedByTheirChange()
    {
        File.WriteAllText(At("words.txt"), "red\nblue\n");

        var (code, output, error) = await GridAsync(
            "an apple", "--keywords", At("words.txt"), "--json", "--quiet", "--seed", "5", "--learning-rate", "0.5");

        Assert.True(code == 0, error);
        var lines = output.Trim().Split('\n');
        var changes = JsonDocument.Parse(lines[0]).RootElement.GetProperty("keywords").EnumerateArray()
            .Select(one => (Word: one.GetProperty("keyword").GetString(), Change: one.GetProperty("change").GetDouble())).ToList();
        Assert.Equal(["blue", "red"], changes.Select(one => one.Word).Order());
        Assert.True(changes[0].Change >= changes[1].Change && changes[1].Change > 0, string.Join(", ", changes));
        Assert.True(File.Exists(Path.Combine(JsonDocument.Parse(lines[1]).RootElement.GetProperty("folder").GetString()!, "keywords.png")));
    }

    [Fact]
    public async Task Resume_OfAGridThatIsDone_DrawsItsSheetAgain()
    {
        Assert.Equal(0, (await GridAsync("a {red|blue} apple")).Code);
        var folder = Assert.Single(Directory.GetDirectories(Runs));
        File.Delete(Path.Combine(folder, "sheet.png"));

        var (code, _, error) = await Terminal.RunAsync("grid", "--resume", folder);

        Assert.True(code == 0, error);
        Assert.Contains("2 of 2 cells are done already", error);
        Assert.True(File.Exists(Path.Combine(folder, "sheet.png")));
    }

    [Theory]
    [InlineData("a fox", "needs an axis")]
    [InlineData("a {red", "a brace is not closed")]
    [InlineData("a {place}", "No axis gives values to {place}")]
    [InlineData("a {@nothing}", "There is no list of words 'nothing'")]
    [InlineData("a fox --x seed", "The axis 'seed' is not understood")]
    [InlineData("a fox --x seed=1,b", "The axis 'seed': --seed 'b' is not a whole number")]
    [InlineData("a fox --x sed=1,2", "did you mean --seed?")]
    [InlineData("a fox --x iterations=0,1", "The axis 'iterations': --iterations '0'")]
    [InlineData("a fox --x model=vqgan-glyphs,nothing", "nothing")]
    [InlineData("a fox --keywords nothing.txt", "There is no list of words 'nothing.txt'")]
    [InlineData("a fox --keywords @materials --x seed=1,2", "--x has no effect beside --keywords")]
    [InlineData("--resume nowhere", "'nowhere' is no grid")]
    [InlineData("--resume nowhere -i 3", "leave --iterations out")]
    [InlineData("--resume nowhere --x seed=1", "--x has no effect beside --resume")]
    [InlineData("a {b|c} -o /proc/sheet.png", "/proc")]
    public async Task BadInput_IsRefusedInOneSentence_AndLeavesNothing(string line, string expected)
    {
        var at = line.IndexOf('-');
        string[] words = at < 0 ? [line] : [.. at > 0 ? (string[])[line[..at].Trim()] : [], .. line[at..].Split(' ')];

        var (code, _, error) = await Terminal.RunAsync(["grid", .. words, "--runs", Runs]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(Directory.Exists(Runs) && Directory.GetFileSystemEntries(Runs).Length > 0);
    }

    private Task<(int Code, string Output, string Error)> GridAsync(params string[] words) =>
        Terminal.RunAsync(["grid", .. words, .. Models]);
}
