using System.Text.RegularExpressions;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Tests;
using Atelier.Training.Recipes;

namespace Atelier.Training.Tests.Recipes;

public sealed class RecipeTests : IDisposable
{
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Read_OfAGoodRecipe_KnowsItsValuesAndWhatWasPutIn()
    {
        var recipe = Recipe.Read(Good(), ["training.steps=7", "optimiser.learning_rate=1e-3", "model.channels=[4, 8]"]);

        Assert.Equal(7, recipe.Training.Steps);
        Assert.Equal(4, recipe.Training.Batch.Value);
        Assert.Equal(8, recipe.Data.Size.Value);
        Assert.Contains("learning_rate: 1e-3", recipe.File.ToYaml());
    }

    [Theory]
    [InlineData("[{deep}]", "deep within each other")]
    [InlineData("&x {b: *x}", "contains itself")]
    public void Read_OfValuesWithoutEnd_IsRefused(string value, string message)
    {
        var path = Good();
        var nested = value.Replace("{deep}", new string('[', 50_000) + new string(']', 50_000));
        File.AppendAllText(path, $"\nextra: {nested}\n");

        Assert.Contains(message, Assert.ThrowsAny<AtelierException>(() => Recipe.Read(path, [])).Message);
        Assert.Contains(message, Assert.ThrowsAny<AtelierException>(() => Recipe.Read(Good(), [$"extra={nested}"])).Message);
    }

    [Theory]
    [InlineData("training.stepz=5", "training.stepz is not known here; perhaps training.steps is meant")]
    [InlineData("modle.kind=gan", "the key modle is not known here; perhaps model is meant")]
    [InlineData("training.batch=many", "training.batch is 'many'; a whole number from 1 to 65536 is needed")]
    [InlineData("training.batch=0", "training.batch is '0'; a whole number from 1")]
    [InlineData("data.path=/not/there", "data.path is '/not/there'; there is nothing at /not/there")]
    [InlineData(
        "data.source=floppy", "data.source is 'floppy'; one of idx, cifar10, folder, classes, webdataset, strokes, glyphs is needed")]
    [InlineData("data.size=9", "data.size is '9'; a multiple of 4 is needed")]
    [InlineData("data.flip=perhaps", "data.flip is 'perhaps'; true or false is needed")]
    [InlineData("optimiser=fast", "optimiser is 'fast'; keys and values are needed")]
    [InlineData("model.channels=4", "model.channels is '4'; a list of whole numbers is needed")]
    [InlineData("training.precision=bf16", "training.precision is 'bf16'; an autoencoder trains in fp32")]
    [InlineData("model.kind=painter", "model.kind is 'painter'; a painter, and nothing else, learns from data.source strokes")]
    [InlineData("nonsense", "'nonsense' is not of the form key=value")]
    [InlineData("training.steps.more=1", "steps holds a value, not keys")]
    public void Read_WithABadValue_NamesTheKey(string set, string message)
    {
        var error = Assert.Throws<RecipeException>(() => Recipe.Read(Good(), [set]));

        Assert.Contains(message, error.Message);
        Assert.True(error.IsOverride);
        Assert.Null(error.File);
    }

    [Fact]
    public void Read_OfAPathInTheCache_LooksThere() => Assert.Contains(
        $"there is nothing at {Path.Combine(ModelHub.Cache, "not/there")}",
        Assert.Throws<RecipeException>(() => Recipe.Read(Good(), ["data.path=$ATELIER_CACHE/not/there"])).Message);

    [Fact]
    public void Read_WithABadValueInTheFile_NamesFileAndLine()
    {
        var path = _data.Write("bad.yaml", File.ReadAllText(Good()).Replace("batch: 4", "batch: four", StringComparison.Ordinal));

        var error = Assert.Throws<RecipeException>(() => Recipe.Read(path, []));

        Assert.Equal((path, 7, "training.batch"), (error.File, error.Line, error.Key));
        Assert.Equal($"{path}, line 7: training.batch is 'four'; a whole number from 1 to 65536 is needed.", error.Message);
    }

    [Theory]
    [InlineData("training: [unfinished", "this is no YAML")]
    [InlineData("just words", "keys and values are needed")]
    [InlineData("training: {steps: 3}", "training.batch is missing")]
    public void Read_OfABrokenFile_SaysWhatIsWrong(string text, string message)
    {
        var error = Assert.ThrowsAny<AtelierException>(() => Recipe.Read(_data.Write("broken.yaml", text), []));

        Assert.Contains(message, error.Message);
        Assert.Contains("broken.yaml", error.Message);
    }

    public static TheoryData<string> Shipped { get; } =
        [.. Directory.GetFiles(Path.Combine(Golden.Root, "recipes"), "*.yaml").Select(path => Path.GetFileName(path))
            .Where(name => name != "diffusion-clip.yaml")]; // it tunes a run, which must be there

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Read_OfAShippedRecipe_FindsNothingWrong(string name)
    {
        var path = Path.Combine(Golden.Root, "recipes", name);
        var text = File.ReadAllText(path);
        string[] places =
            [.. new[]
            {
                ("data.path", "path: "),
                ("data.path", "source: glyphs"),
                ("model.codec", "codec: "),
                ("model.clip", "clip: models"),
                ("loss.perceptual.trunk", "trunk: "),
            }
                .Where(place => text.Contains(place.Item2, StringComparison.Ordinal))
                .Select(place => $"{place.Item1}={_data.Folder}"),
            .. Regex.Matches(text, "start: (models/[a-z-]+)")
                .Select(start => $"model.start={Path.Combine(Golden.Root, start.Groups[1].Value)}"),
        ];

        var recipe = Recipe.Read(path, places);

        Assert.True(recipe.Training.Steps > 0);
    }

    private string Good() => _data.Write("good.yaml", $"""
        about: a test
        data: # 2
          source: idx
          path: {_data.Idx()}
          size: 8
          channels: 1
        training: {"{"}steps: 6, batch: 4{"}"}
        model: {"{"}kind: autoencoder, channels: [4, 4]{"}"}
        """);
}
