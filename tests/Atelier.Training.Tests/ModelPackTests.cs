using Atelier.Core;
using Atelier.Hub;
using Atelier.Torch.WeightFiles;

namespace Atelier.Training.Tests;

public sealed class ModelPackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-pack-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_OfTwoRuns_HasTheMeanOfTheirWeights_InHalfPrecision()
    {
        using var scope = NewDisposeScope();
        string[] runs = [Run("a", "red", [1, 2], 7), Run("b", "red", [2, 5], 8)];

        ModelPack.Write(runs, Path.Combine(_folder, "packed"), config: null);

        var packed = SafeTensors.Read(Path.Combine(_folder, "packed", "model.safetensors"), out _);
        var weight = packed["weight"].Read();
        Assert.Equal(ScalarType.Float16, weight.dtype);
        Assert.Equal([1.5f, 3.5f], weight.to(ScalarType.Float32).ToArray<float>());
        Assert.Equal(7, packed["count"].Read().ToInt64());
        Assert.Equal("red", File.ReadAllText(Path.Combine(_folder, "packed", "vocabulary.txt")));
    }

    [Theory]
    [InlineData("blue", new[] { 1f, 2f }, "their vocabularies differ")]
    [InlineData("red", new[] { 1f, 2f, 3f }, "weight is of one alone, or of different shapes")]
    public void Write_OfRunsThatAreNotAlike_IsRefused(string vocabulary, float[] weight, string reason)
    {
        string[] runs = [Run("a", "red", [1, 2], 7), Run("b", vocabulary, weight, 7)];
        var packed = Path.Combine(_folder, "packed");

        var error = Assert.Throws<ModelFileException>(() => ModelPack.Write(runs, packed, config: null));

        Assert.Contains(reason, error.Message);
        Assert.False(Directory.Exists(packed));
    }

    private string Run(string name, string vocabulary, float[] weight, long count)
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.Copy(Path.Combine(ModelHub.Find("clip-glyphs").Folder, "config.json"), Path.Combine(folder, "config.json"));
        File.WriteAllText(Path.Combine(folder, "vocabulary.txt"), vocabulary);
        SafeTensors.Write(
            Path.Combine(folder, "model.safetensors"),
            new Dictionary<string, Tensor> { ["weight"] = tensor(weight), ["count"] = tensor(count) });
        return folder;
    }
}
