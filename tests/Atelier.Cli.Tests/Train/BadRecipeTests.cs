using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Glyphs.Tests;
using Atelier.Training.Learners;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Train;

/// <summary>Recipes that cannot work: one sentence with key and line, exit code 2, no run's folder.
/// Of every kind of learner, every key.</summary>
[Collection("console")]
public sealed partial class BadRecipeTests : IDisposable
{
    // texts and models: see the cases below
    private static readonly string[] s_named = ["about", "start", "codec", "clip", "classifier", "perceptual"];

    // any text is a path or words
    private static readonly string[] s_free = ["data.path", "model.codec", "model.clip", "model.source", "model.target"];
    private readonly TinyData _data = new();
    private readonly TinyGlyphs _glyphs = new();

    public static TheoryData<string> Kinds { get; } = [.. BadRecipes.ByKind.Keys];

    public void Dispose()
    {
        _data.Dispose();
        _glyphs.Dispose();
    }

    [Fact]
    public void EveryKindIsHere() =>
        Assert.All(LearnerRegistry.Kinds, kind => Assert.Contains(
            BadRecipes.ByKind.Values, recipe => recipe.Contains($"kind {kind}, ", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AnUnknownKey_InAnySection_IsRefused_AndTheTableHasEveryKnownOne(string kind)
    {
        var recipe = Read(kind);
        foreach (var section in recipe.Sections.Prepend(""))
        {
            var prefix = section.Length == 0 ? "" : section + ".";
            var error = await RefusedAsync(recipe, prefix + "unknown", "1", $": the key {prefix}unknown is not known here");
            var known = Known().Match(error).Groups[1].Value.Split(", ").Except(s_named).Select(key => prefix + key);
            Assert.All(known, key => Assert.Contains(
                recipe.Values, value => value.Key == key || value.Key.StartsWith(key + ".", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AValueOfTheWrongType_OrOutOfRange_IsRefused_AtEveryKey(string kind)
    {
        var recipe = Read(kind);
        foreach (var section in recipe.Sections)
        {
            await RefusedAsync(recipe, section, "words", $": {section} is 'words'; keys and values are needed");
            await RefusedAsync(recipe, section, "[1, 2]", $": {section} is no single value; keys and values are needed");
        }

        foreach (var (key, value) in recipe.Values)
        {
            await RefusedAsync(recipe, key, "{ a: 1 }", $": {key} is no single value; ");
            foreach (var bad in s_free.Contains(key) ? (string[])[] : value[0] == '['
                ? ["many", "[many]", "[-1]"]
                : double.TryParse(value, CultureInfo.InvariantCulture, out _) ? ["many", "-1", "NaN"] : ["many"])
            {
                await RefusedAsync(recipe, key, bad, $": {key} is ");
            }
        }
    }

    [Theory]
    [MemberData(nameof(BadRecipes.Cases), MemberType = typeof(BadRecipes))]
    public async Task WhatCannotWork_IsRefusedBeforeAnythingIsWritten(string kind, string key, string value, string expected)
    {
        var recipe = Read(kind);
        if (value.Contains("{codec}", StringComparison.Ordinal))
        {
            await TrainAsync("codec", Read("vqvae").With("model.channels", "10"));
        }

        if (value.Contains("{classifier}", StringComparison.Ordinal))
        {
            await TrainAsync("classifier", Read("classifier"));
        }

        await RefusedAsync(recipe, key, Filled(value), expected);
    }

    [Fact]
    public async Task ASingleBrokenPicture_IsSkipped_AlsoWhereItIsHeldOut()
    {
        File.WriteAllText(Path.Combine(Filled("{pictures}"), "a", "broken.png"), "no picture");
        foreach (var held in new[] { "0.3", "0.7" })
        {
            var recipe = Read("autoencoder")
                .With("data", Filled($"{{ source: folder, path: {{pictures}}, size: 8, channels: 1, held_out: {held} }}"))
                .With("training.test_pictures", "100")
                .With("training.steps", "20");
            Assert.Equal(1, (await TrainAsync("run" + held, recipe)).Split("broken.png: ").Length - 1);
        }
    }

    [GeneratedRegex(@"^(.*), line (\d+): (?:the key )?([\w.]+)")]
    private static partial Regex Place();

    [GeneratedRegex(@"\(there are (.*?)\)")]
    private static partial Regex Known();

    private TinyRecipe Read(string kind) => TinyRecipe.Of(Filled(BadRecipes.ByKind[kind]) + "\n" + BadRecipes.Training);

    private async Task<string> RefusedAsync(TinyRecipe recipe, string key, string value, string expected)
    {
        var bad = recipe.With(key, value);
        var (path, run) = (_data.Write("recipe.yaml", bad.Text), In("run"));

        var (code, output, error) = await Terminal.RunAsync("train", path, "-o", run);

        Assert.True(code == 2 && error.Contains(expected, StringComparison.Ordinal), $"{key}: {value} → {code}, {error}");
        var place = Place().Match(error);
        Assert.Equal(
            (path, bad.LineOf(place.Groups[3].Value)),
            (place.Groups[1].Value, int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture)));
        Assert.Equal("", output);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(Directory.Exists(run), $"{key}: {value}: something was written");
        return error;
    }

    private async Task<string> TrainAsync(string run, TinyRecipe recipe)
    {
        var (code, _, error) =
            await Terminal.RunAsync("train", _data.Write("good.yaml", recipe.Text), "-o", Path.Combine(_data.Folder, run));
        Assert.True(code == 0, error);
        return error;
    }

    private string Filled(string text)
    {
        var replaced = text.Replace("{glyphs}", _glyphs.Folder, StringComparison.Ordinal)
            .Replace("{split}", $"{_glyphs.Split}", StringComparison.Ordinal).Replace("{codec}", In("codec"), StringComparison.Ordinal)
                .Replace("{classifier}", In("classifier"), StringComparison.Ordinal).Replace(
                    "{impossible}",
                    $"{Enumerable.Range(0, 1000).First(seed => new Glyphs.GlyphSplit(seed).HeldOut(_glyphs.Set).Length == 0)}",
                    StringComparison.Ordinal);
        foreach (var (name, make) in new (string, Func<string>)[]
        {
            ("idx", () => _data.Idx()), ("empty", Empty), ("broken", Broken), ("pictures", Pictures), ("text", Text), ("cut", Cut),
        })
        {
            replaced = replaced.Contains($"{{{name}}}", StringComparison.Ordinal)
                ? replaced.Replace($"{{{name}}}", make(), StringComparison.Ordinal)
                : replaced;
        }

        return replaced;

        string Empty() => Directory.CreateDirectory(In("empty")).FullName;

        string Text() => _data.Write("text.pt", "this is a letter, not a network");

        string Pictures()
        {
            if (Directory.Exists(In("pictures")))
            {
                return In("pictures");
            }

            using var data = new TinyData();
            Directory.Move(data.Pictures(each: 20), In("pictures"));
            Directory.CreateDirectory(data.Folder);
            return In("pictures");
        }

        string Broken()
        {
            Directory.CreateDirectory(In("broken"));
            for (var i = 0; i < 20; i++)
            {
                File.WriteAllText(Path.Combine(In("broken"), $"{i}.png"), "no picture");
            }

            return In("broken");
        }

        string Cut()
        {
            var whole = File.ReadAllBytes(Atelier.Tests.Golden.Locate("clip-vit-tiny", "model.safetensors")!);
            File.WriteAllBytes(In("cut.safetensors"), whole[..(whole.Length / 2)]);
            return In("cut.safetensors");
        }
    }

    private string In(string name) => Path.Combine(_data.Folder, name);
}
