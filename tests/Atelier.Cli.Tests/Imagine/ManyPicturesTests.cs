using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>Several pictures of one command.</summary>
[Collection("console")]
public sealed class ManyPicturesTests : ToyCommands
{
    [Fact]
    public async Task Count_MakesConsecutiveSeeds_AndEachCanBeRepeated()
    {
        var (code, output, error) = await Terminal.RunAsync(Words("red apple", "--seed", "5", "--count", "3", "-o", At("a.png")));

        Assert.True(code == 0, error);
        Assert.Equal(3, output.Trim().Split('\n').Length);
        Assert.Equal([5UL, 6UL, 7UL], [.. Enumerable.Range(1, 3).Select(i => TextToImagePipeline.ReadOptions(At($"a-{i}.png")).Seed)]);
        Assert.Equal(3, Directory.GetDirectories(Runs).Length);
        Assert.Equal(0, (await Terminal.RunAsync("imagine", "--repeat", At("a-2.png"), "--runs", Runs, "-o", At("again.png"))).Code);
        Assert.InRange(Largest(Picture.Load(At("a-2.png")), Picture.Load(At("again.png"))), 0, 1);
    }

    [Fact]
    public async Task BestOf_KeepsTheOneOfTheLeastLoss()
    {
        var (code, output, error) = await Terminal.RunAsync(
            Words("red apple", "--seed", "5", "--best-of", "3", "-o", At("best.png"), "--json", "--quiet"));

        Assert.True(code == 0, error);
        var lines = output.Trim().Split('\n');
        Assert.Equal(4, lines.Length);
        var best = JsonDocument.Parse(lines[3]).RootElement;
        Assert.Equal(best.GetProperty("seed").GetUInt64(), TextToImagePipeline.ReadOptions(At("best.png")).Seed);
        Assert.Equal(3, Directory.GetDirectories(Runs).Length);
    }

    [Fact]
    public async Task Vary_AndBreed_StartFromPicturesThatCarryTheirWords()
    {
        Assert.Equal(0, (await Terminal.RunAsync(Words("red apple", "--seed", "5", "-o", At("a.png")))).Code);
        Assert.Equal(0, (await Terminal.RunAsync(Words("blue", "--seed", "5", "-o", At("b.png")))).Code);

        Assert.Equal(0, (await Terminal.RunAsync("imagine", "--vary", At("a.png"), "--seed", "7", "--runs", Runs, "-o", At("v.png"))).Code);
        var bred = await Terminal.RunAsync(
            "breed", At("a.png"), At("b.png"), "-n", "2", "--model", Toys.Vqgan, "--clip", Toys.Clip, "--runs", Runs, "-o", At("c.png"));

        Assert.True(bred.Code == 0, bred.Error);
        var varied = TextToImagePipeline.ReadOptions(At("v.png"));
        Assert.Equal(("red apple", At("a.png"), 0.3, 7UL), (varied.Prompt, varied.InitImage, varied.Strength, varied.Seed));
        var child = TextToImagePipeline.ReadOptions(At("c-2.png"));
        Assert.Equal(("red apple|blue", At("a.png"), At("b.png")), (child.Prompt, child.InitImage, child.CrossImage));
    }

    [Theory]
    [InlineData("imagine red --best-of 1", "--best-of '1' is not a whole number from 2 to 100")]
    [InlineData("imagine red --best-of 3 --count 2", "--count has no effect beside --best-of")]
    [InlineData("imagine red --vary nothing.png", "nothing.png")]
    [InlineData("imagine red --strength 0.5", "needs a picture to start from")]
    [InlineData("imagine red --mask top:1/2", "a mask needs a picture to start from")]
    [InlineData("imagine red --feather 3", "--feather has no effect without --mask or --extend")]
    [InlineData("imagine red --noise codes", "--noise has no effect without --strength")]
    [InlineData("imagine red --tile z", "--tile 'z' is none of none, x, y, xy")]
    [InlineData("imagine red --palette greenish,red", "--palette 'greenish,red' is neither a picture nor two or more colours")]
    [InlineData("breed a.png", "argument 'pictures' missing")]
    [InlineData("breed nothing.png neither.png", "Neither nothing.png nor neither.png carries a prompt")]
    [InlineData("breed nothing.png neither.png --words red", "there is no picture")]
    public async Task Edits_ThatCannotBe_AreRefusedInOneSentence(string line, string expected)
    {
        var (code, _, error) = await Terminal.RunAsync([.. line.Split(' '), "--runs", Runs]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(Directory.Exists(Runs));
    }

    [Fact]
    public async Task Profile_GivesOptionsAndWords_ThatTheCommandLineOverrides()
    {
        const string Yaml = "default: {iterations: 3}\nposter: {prompt: 'a poster of {words}', palette: 'red,white', init_weight: 0.5}";
        await InFolderAsync(Yaml, async () =>
        {
            var (code, _, error) = await Terminal.RunAsync(
                Words("red apple", "--profile", "poster", "--init-weight", "2", "-o", At("a.png")));

            Assert.True(code == 0, error);
        });
        var options = TextToImagePipeline.ReadOptions(At("a.png"));
        Assert.Equal(
            ("a poster of red apple", "red,white", 2.0, 3), (options.Prompt, options.Edit.Palette, options.InitWeight, options.Iterations));
    }

    [Theory]
    [InlineData("", "postr", "There is no profile 'postr'; there are clay")]
    [InlineData("poster: {size: 0}", "poster", "--size '0' is not understood")]
    [InlineData("poster: {sise: 32}", "poster", "did you mean --size?")]
    [InlineData("poster: 3", "poster", "atelier.yaml, line 1: a profile is a mapping of options")]
    [InlineData("- poster", "poster", "atelier.yaml holds no profiles")]
    [InlineData("poster: {", "poster", "atelier.yaml, line ")]
    public async Task Profile_ThatIsWrong_IsRefusedInOneSentence(string yaml, string name, string expected) =>
        await InFolderAsync(yaml, async () =>
        {
            var (code, _, error) = await Terminal.RunAsync("imagine", "red", "--profile", name, "--runs", Runs);

            Assert.Equal(2, code);
            Assert.Contains(expected, error);
            Assert.Single(error.Trim().Split('\n'));
            Assert.False(Directory.Exists(Runs));
        });

    [Fact]
    public async Task PromptsFile_OfLines_MakesOneOfEach()
    {
        File.WriteAllText(At("prompts.txt"), "# fruit\nred apple\n\n  -5 degrees outside \n");

        var (code, _, error) = await Terminal.RunAsync(Words("--prompts-file", At("prompts.txt"), "--seed", "5", "-o", At("a.png")));

        Assert.True(code == 0, error);
        Assert.Equal(("red apple", "-5 degrees outside"), (Prompt("a-1.png"), Prompt("a-2.png")));
    }

    [Fact]
    public async Task PromptsFile_OfYaml_OverridesOptionsOfEach()
    {
        File.WriteAllText(At("prompts.yaml"), $$"""
            - red apple
            - {prompt: blue, seed: 9, init_weight: 0.5, no-augment: true, clip: [{{Toys.Clip}}]}
            """);

        var (code, _, error) = await Terminal.RunAsync(Words("--prompts-file", At("prompts.yaml"), "--seed", "5", "-o", At("a.png")));

        Assert.True(code == 0, error);
        Assert.Equal(("red apple", "blue"), (Prompt("a-1.png"), Prompt("a-2.png")));
        var (first, second) = (TextToImagePipeline.ReadOptions(At("a-1.png")), TextToImagePipeline.ReadOptions(At("a-2.png")));
        Assert.Equal((5UL, 9UL, 0.0, 0.5), (first.Seed, second.Seed, first.InitWeight, second.InitWeight));
        Assert.Equal((0.5, 0.0), (first.Augmentation.Flip, second.Augmentation.Flip));
    }

    [Theory]
    [InlineData("a.txt", "\n# nothing\n", "holds no prompt")]
    [InlineData("a.txt", "red apple\na fox:1:2:3:4", "a.txt, line 2: ")]
    [InlineData("a.yaml", "- {prompt: red, sed: 3}", "a.yaml, line 1: atelier imagine has no option '--sed'; did you mean --seed?")]
    [InlineData("a.yaml", "- red\n- {prompt: red, seed: x}", "a.yaml, line 2: --seed 'x' is not a whole number")]
    [InlineData("a.yaml", "- {prompt: red, model: nothing-here}", "nothing-here")]
    [InlineData("a.yaml", "prompt: red", "holds no list of prompts")]
    [InlineData("a.yaml", "- [red", "a.yaml, line ")]
    [InlineData("a.yaml", "- [red]", "a prompt, or a mapping of options is needed")]
    [InlineData("a.yaml", "- {prompt: red, seed: {a: 1}}", "a single value is needed")]
    public async Task PromptsFile_ThatIsWrong_IsRefusedInOneSentence_AndLeavesNothing(string name, string text, string expected)
    {
        File.WriteAllText(At(name), text);

        var (code, _, error) = await Terminal.RunAsync("imagine", "--prompts-file", At(name), "--runs", Runs);

        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(Directory.Exists(Runs));
    }

    [Theory]
    [InlineData("--count 0", "--count '0' is not a whole number from 1 to 1000")]
    [InlineData("--count 2 --seed 4294967295", "--count needs seeds up to 4294967296")]
    [InlineData("--count 2 --resume run", "--count has no effect beside --resume")]
    [InlineData("--prompts-file nowhere.txt", "leave out the one beside it")]
    public async Task Options_ThatCannotBeTogether_AreRefused(string options, string expected)
    {
        var (code, _, error) = await Terminal.RunAsync(["imagine", "red apple", "--runs", Runs, .. options.Split(' ')]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.False(Directory.Exists(Runs));
    }

    // with an atelier.yaml in the current folder
    private async Task InFolderAsync(string yaml, Func<Task> action)
    {
        var before = Directory.GetCurrentDirectory();
        if (yaml.Length > 0)
        {
            File.WriteAllText(At("atelier.yaml"), yaml);
        }

        try
        {
            Directory.SetCurrentDirectory(Toys.Folder);
            await action();
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private static int Largest(Picture one, Picture other) =>
        one.Pixels.Zip(other.Pixels, (a, b) => Math.Abs(a - b)).Max();

    private string Prompt(string name) => TextToImagePipeline.ReadOptions(At(name)).Prompt;
}
