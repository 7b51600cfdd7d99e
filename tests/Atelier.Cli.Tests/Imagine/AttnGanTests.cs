using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>AttnGAN draws words by itself, and guided by a CLIP.</summary>
[Collection("console")]
public sealed class AttnGanTests : IDisposable
{
    private readonly ToyModels _toys = new();
    private readonly string _model;

    public AttnGanTests() => _model = ToyAttnGan.Write(At("attngan"));

    public void Dispose() => _toys.Dispose();

    [Fact]
    public async Task Sample_DrawsWords_AndAgain()
    {
        var (code, _, error) = await Terminal.RunAsync("sample", _model, "--words", ToyAttnGan.Caption, "-n", "1", "-o", At("first.png"));
        var (again, _, _) = await Terminal.RunAsync("sample", "--repeat", At("first.png"), "-o", At("again.png"));
        await Terminal.RunAsync("sample", _model, "--words", "red", "-n", "1", "-o", At("other.png"));

        Assert.True(code == 0, error);
        Assert.Equal(0, again);
        Assert.Equal((256, 256), (Picture.Load(At("first.png")).Width, Picture.Load(At("first.png")).Height));
        Assert.Equal(Picture.Load(At("first.png")).Pixels, Picture.Load(At("again.png")).Pixels);
        Assert.NotEqual(Picture.Load(At("first.png")).Pixels, Picture.Load(At("other.png")).Pixels);
    }

    [Fact]
    public async Task Imagine_DrawsThePromptOfEachRun()
    {
        File.WriteAllLines(At("prompts.txt"), ["a red bird", "small"]);

        var (code, output, error) = await Terminal.RunAsync(
            "imagine", "--prompts-file", At("prompts.txt"), "--model", _model, "--clip", _toys.Clip, "-i", "2", "--cutn", "2",
            "--candidates", "2", "--seed", "4", "--runs", At("runs"), "-o", At("a.png"));
        var (alone, _, _) = await Terminal.RunAsync("imagine", "--repeat", At("a-2.png"), "--runs", At("runs"), "-o", At("again.png"));

        Assert.True(code == 0, error);
        Assert.Contains("a-2.png", output);
        Assert.Equal(0, alone);
        Assert.Equal(Picture.Load(At("a-2.png")).Pixels, Picture.Load(At("again.png")).Pixels);
    }

    [Theory]
    [InlineData("sample", "--words says what")]
    [InlineData("sample --words zebra", "knows no word")]
    [InlineData("sample --words red --class 2", "--class has no effect")]
    [InlineData("imagine zebra", "knows no word")]
    public async Task WhatCannotBe_IsSaid(string command, string expected)
    {
        var words = command.Split(' ');
        var (code, _, error) = await Terminal.RunAsync(words[0] == "sample"
            ? ["sample", _model, .. words[1..], "-o", At("a.png")]
            : [.. words, "--model", _model, "--clip", _toys.Clip, "--runs", At("runs")]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.False(File.Exists(At("a.png")));
        Assert.False(Directory.Exists(At("runs")));
    }

    private string At(string name) => Path.Combine(_toys.Folder, name);
}
