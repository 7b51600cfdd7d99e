using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>Orders of each kind that cannot be: refused at once, in one sentence, with the field. A path is never an input.</summary>
[Collection("studio")]
public sealed class KindRefusalTests : NativeFace
{
    [Theory]
    [InlineData("sample", """{"model":"clip-glyphs"}""", "model", "is of the kind clip")]
    [InlineData("sample", """{"model":"../../etc"}""", "model", "There is no model")]
    [InlineData("sample", """{"temperature":0,"topK":5}""", "topK", "no effect beside temperature 0")]
    [InlineData("sample", """{"width":128}""", "width", "both width and height")]
    [InlineData("sample", """{"count":65}""", "count", "not between 1 and 64")]
    [InlineData("reconstruct", """{"picture":"/etc/passwd"}""", "picture", "must be the id of an upload")]
    [InlineData("reconstruct", """{}""", "picture", "picture is missing")]
    [InlineData("complete", """{"picture":"PICTURE","keep":"middle"}""", "keep", "keep 'middle' is no part")]
    [InlineData("complete", """{"picture":"PICTURE","model":"vqgan-glyphs"}""", "model", "of the kind prior is needed")]
    [InlineData("grid", """{"prompt":"a fox"}""", null, "A grid needs an axis")]
    [InlineData("grid", """{"prompt":"a {@/etc/passwd} fox"}""", "prompt", "no list of words {@/etc/passwd}")]
    [InlineData("grid", """{"prompt":"a fox","x":{"name":"initImage","values":["/etc/passwd"]}}""", "name", "neither a slot")]
    [InlineData("grid", """{"prompt":"a fox","x":{"name":"cutn","values":["a lot"]}}""", "cutn", "value of cutn")]
    [InlineData("grid", """{"prompt":"a fox","x":{"name":"seed","values":[]}}""", "x.values", "1 to 100 entries")]
    [InlineData("film", """{"scenes":[{"text":"a fox"}]}""", null, "no film")]
    [InlineData("film", """{"scenes":[{"text":"a fox"},{"picture":"fox.png"}]}""", "scenes[1].picture", "id of an upload")]
    [InlineData("film", """{"scenes":[{"text":"a fox"},{}]}""", "scenes[1]", "needs words in text")]
    [InlineData("film", """{"scenes":[{"text":"a fox"},{"text":"an owl"}],"seconds":600,"fps":60}""", "seconds", "36000 frames")]
    [InlineData("create", """{"prompts":[{"text":"a fox"}],"style":"none","film":true}""", "film", "no effect with style none")]
    [InlineData("train", """{"recipe":"../recipes/gan-mnist.yaml"}""", "recipe", "is not known")]
    [InlineData("train", """{"recipe":"gan-mist"}""", "recipe", "did you mean gan-mnist")]
    [InlineData("train", """{"recipe":"gan-mnist","set":["data.path=/etc"]}""", "set", "no number or switch")]
    [InlineData("train", """{"recipe":"gan-mnist","name":"../x"}""", "name", "small letters")]
    [InlineData("train", """{"recipe":"gan-mnist","name":"vqgan-glyphs"}""", "name", "a model vqgan-glyphs already")]
    [InlineData("get-model", """{"name":"ViT-B/23"}""", "name", "did you mean ViT-B/32")]
    [InlineData("imagine", """{"prompts":[{"text":"a fox"}],"steering":[{"iteration":-1}]}""", "steering[0].iteration", "not between")]
    public async Task AnOrderThatCannotBe_IsRefusedAtOnce(string kind, string input, string? field, string sentence)
    {
        var picture = await Studio.UploadAsync(Imaging.Pictures.Picture.Blank(32, 32, new(1, 2, 3)).Encode(".png"));
        input = input.Replace("PICTURE", picture, StringComparison.Ordinal);
        using var response = await PostAsync($$"""{"kind":"{{kind}}","input":{{input}}}""");
        await AssertRefusedAsync(response);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(sentence, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
    }

    [Fact]
    public async Task EveryKind_IsDescribed()
    {
        var about = await Studio.Http.GetFromJsonAsync<JsonElement>("/api/capabilities");
        var kinds = about.GetProperty("kinds").EnumerateArray().ToDictionary(kind => kind.Text("name"));
        Assert.Equal(
            ["complete", "create", "film", "get-model", "grid", "imagine", "paint", "reconstruct", "sample", "train", "upscale"],
            kinds.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["get-model", "train"], kinds.Values.Where(kind => kind.GetProperty("forOwners").GetBoolean())
            .Select(kind => kind.Text("name")).Order(StringComparer.Ordinal));
        JsonElement Option(string kind, string option) => kinds[kind].GetProperty("input").GetProperty("properties").GetProperty(option);
        Assert.Equal(["vqgan"], Option("film", "model").GetProperty("kinds").EnumerateArray().Select(one => one.GetString()));
        Assert.Contains("gan-mnist", Option("train", "recipe").GetProperty("enum").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("upload", Option("complete", "picture").Text("format"));
        Assert.Equal(
            1, Option("grid", "y").GetProperty("properties").GetProperty("values").GetProperty("minItems").GetInt32());
        Assert.Equal("recipe", kinds["train"].GetProperty("input").GetProperty("required")[0].GetString());
        Assert.DoesNotContain("$ref", about.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(8, Option("sample", "count").GetProperty("default").GetInt32());
    }
}
