using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests;

/// <summary>The models that a recipe names are found from any working folder.</summary>
[Collection("console")]
public sealed class RecipeModelsTests : IDisposable
{
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task AModelBesideTheRecipe_IsFound()
    {
        await TrainAsync("model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4}}", "codec");

        await TrainAsync("model: {kind: gpt, codec: codec, layers: 1, heads: 2, width: 8}", "prior");

        Assert.True(File.Exists(Path.Combine(_data.Folder, "prior", "model.safetensors")));
    }

    [Fact]
    public async Task AModelOfTheProgram_IsFound()
    {
        await TrainAsync(
            "model: {kind: upscaler, network: srvgg, scale: 4, features: 48, convolutions: 12, start: models/upscale-glyphs}", "larger");

        Assert.True(File.Exists(Path.Combine(_data.Folder, "larger", "model.safetensors")));
    }

    [Fact]
    public async Task AModelThatIsNowhere_IsNamed()
    {
        var recipe = Write("model: {kind: gpt, codec: models/no-codec, layers: 1, heads: 2, width: 8}");

        var (code, _, error) = await Terminal.RunAsync("train", recipe, "-o", Path.Combine(_data.Folder, "none"));

        Assert.Equal(2, code);
        Assert.Contains("there is nothing at models/no-codec", error);
    }

    private async Task TrainAsync(string model, string run)
    {
        var (code, _, error) = await Terminal.RunAsync("train", Write(model), "-o", Path.Combine(_data.Folder, run));
        Assert.True(code == 0, error);
    }

    private string Write(string model)
    {
        var (size, channels) = model.Contains("upscaler", StringComparison.Ordinal) ? (16, 3) : (8, 1);
        return _data.Write("recipe.yaml", $$"""
            data: {source: idx, path: {{_data.Idx()}}, size: {{size}}, channels: {{channels}}}
            training: {steps: 1, batch: 4, test_pictures: 4}
            {{model}}
            """);
    }
}
