using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Train;

/// <summary>A run's folder is enough to go on with it, and one process at a time does.</summary>
[Collection("console")]
public sealed class TrainResumeTests : IDisposable
{
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Resume_OfARunsFolder_NeedsNeitherItsRecipeNorItsValues()
    {
        var (recipe, straight, broken) = (Write(), In("straight"), In("broken"));
        await TrainAsync(recipe, "-o", straight, "--set", "training.steps=6", "--set", "training.seed=9");
        await TrainAsync(recipe, "-o", broken, "--set", "training.steps=3", "--set", "training.seed=9");
        File.Delete(recipe);

        await TrainAsync("--resume", broken, "--set", "training.steps=6");

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(straight, "model.safetensors")), File.ReadAllBytes(Path.Combine(broken, "model.safetensors")));
        Assert.Empty(Directory.GetFiles(broken, ".lock*"));
    }

    [Fact]
    public async Task Resume_FindsTheModelThatLayBesideTheRecipe_WithTheRecipeAndWithout()
    {
        var folder = Directory.CreateDirectory(In("elsewhere")).FullName;
        await TrainAsync(Write(), "-o", Path.Combine(folder, "my-codec"));
        var recipe = Path.Combine(folder, "prior.yaml");
        File.WriteAllText(
            recipe,
            $"data: {{source: idx, path: {_data.Folder}, size: 8, channels: 1}}\ntraining: {{steps: 1, batch: 4, test_pictures: 4}}\n"
            + "model: {kind: gpt, codec: my-codec, condition: class, layers: 1, heads: 2, width: 8}");
        var run = In("run");
        await TrainAsync(recipe, "-o", run);

        await TrainAsync("--resume", run, "--set", "training.steps=2");
        await TrainAsync(recipe, "--resume", run, "--set", "training.steps=3");
        var (code, _, error) = await Terminal.RunAsync("evaluate", "run", run, "--count", "4");

        Assert.True(code == 0, error);
        Assert.Contains(Path.Combine(folder, "my-codec"), File.ReadAllText(Path.Combine(run, "recipe.yaml")));
    }

    [Fact]
    public async Task Resume_OfARunThatAnotherProcessTrains_SaysWhich()
    {
        var run = In("run");
        await TrainAsync(Write(), "-o", run);
        using var other = OwnerLock.AcquireFolder(run);

        var (code, _, error) = await Terminal.RunAsync("train", "--resume", run);

        Assert.Equal(2, code);
        Assert.Contains($"{run} is in use by process {Environment.ProcessId}", error);
    }

    private string Write() => _data.Write(
        "recipe.yaml",
        $"data: {{source: idx, path: {_data.Idx(side: 8)}, size: 8, channels: 1}}\ntraining: {{steps: 2, batch: 4, test_pictures: 4}}\n"
        + "model: {kind: vqvae, channels: 8, residual_channels: 4, halvings: 1, codebook: {size: 16, width: 4}}");

    private string In(string name) => Path.Combine(_data.Folder, name);

    private static async Task TrainAsync(params string[] words)
    {
        var (code, _, error) = await Terminal.RunAsync(["train", .. words]);
        Assert.True(code == 0, error);
    }
}
