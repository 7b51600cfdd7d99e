using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Hub;

namespace Atelier.Art.Tests.Imagine.Starts.Scenes;

/// <summary>Which things, places, hours and weather prompts name.</summary>
public class SceneReadingTests
{
    private static readonly StartLexicon Lexicon = StartLexicon.Find(ModelHub.Find("vqgan-glyphs"))!;

    [Theory]
    [InlineData("a fox in a forest at night", "a fox", "Forest Night Clear")]
    [InlineData("a red car on a beach, 3d render", "a red car", "Beach Day Clear")]
    [InlineData("city during a rainy night", "", "City Night Rain")]
    [InlineData("Himalayas cloud sky heavenly", "", "Mountains Day Clouds")]
    [InlineData("a village in the snow", "", "Village Day Snow")]
    [InlineData("mountains under a starry sky", "", "Mountains Night Clear")]
    [InlineData("a desert with camels at sunset", "camels", "Desert Sunset Clear")]
    [InlineData("a temple in the mist", "a temple", "None Day Mist")]
    [InlineData("a camp fire under the moon", "a camp fire", "None Night Clear")]
    [InlineData("Wooden banana temple in an underwater kingdom, low poly", "Wooden banana temple", "Underwater Day Clear")]
    [InlineData("a ghost in a graveyard", "a ghost", "Graveyard Day Clear")]
    [InlineData("a castle, stormy night", "a castle", "None Night Storm")]
    [InlineData("an astronaut riding a horse in space", "an astronaut + Beneath a horse", "Space Day Clear")]
    [InlineData("a robot with a guitar", "a robot + With a guitar", "None Day Clear")]
    [InlineData("a bee on a sunflower", "a bee + Beneath a sunflower", "None Day Clear")]
    [InlineData("a bear with a pot of honey", "a bear + With a pot of honey", "None Day Clear")]
    [InlineData("a cat and a dog in a garden", "a cat + Beside a dog", "Field Day Clear")]
    [InlineData("ein Fuchs im Wald bei Nacht", "fox", "Forest Night Clear")]
    [InlineData("a forest", "", "Forest Day Clear")]
    public void Read_OfASceneInWords_FindsThingsAndBackdrop(string prompt, string things, string backdrop)
    {
        var scene = SceneReading.Read(new PromptReader(Lexicon).Read(prompt))!;

        var found = scene.Things.Select((thing, i) => i == 0 ? thing.Words : $"{thing.Relation} {thing.Words}");
        Assert.Equal(things, string.Join(" + ", found));
        Assert.Equal(backdrop, $"{scene.Backdrop.Place} {scene.Backdrop.Hour} {scene.Backdrop.Weather}");
    }

    [Theory]
    [InlineData("a road through a field of flowers", "", "Field Day", "Road")]
    [InlineData("a path in the forest at night", "", "Forest Night", "Path")]
    [InlineData("a bridge over a river", "", "River Day", "Bridge")]
    [InlineData("a waterfall in the jungle", "", "Jungle Day", "Waterfall")]
    [InlineData("an old stone bridge over a river", "", "River Day", "Bridge")]
    [InlineData("a bridge", "", "River Day", "Bridge")]
    [InlineData("a dog on the road", "a dog", "Field Day", "Road")]
    [InlineData("a red bridge over a river", "a red bridge", "River Day", "None")]
    [InlineData("a suspension bridge at sunset", "a suspension bridge", "None Sunset", "None")]
    public void Read_FindsWhatLeadsThroughAScene(string prompt, string things, string backdrop, string way)
    {
        var scene = SceneReading.Read(new PromptReader(Lexicon).Read(prompt))!;

        Assert.Equal(things, string.Join(" + ", scene.Things.Select(thing => thing.Words)));
        Assert.Equal((backdrop, way), ($"{scene.Backdrop.Place} {scene.Backdrop.Hour}", $"{scene.Backdrop.Way}"));
    }

    [Theory]
    [InlineData("a red apple")]
    [InlineData("a pot of honey")]
    [InlineData("Delicious chocolate bar made of gold")]
    [InlineData("Hogwarts castle pencil sketch")]
    [InlineData("night with stars")]
    [InlineData("a desert")]
    [InlineData("rain")]
    [InlineData("a glass of water")]
    [InlineData("beach with umbrella")]
    [InlineData("a red bridge")]
    public void Read_OfWhatOneDrawingShows_IsNoScene(string prompt) =>
        Assert.Null(SceneReading.Read(new PromptReader(Lexicon).Read(prompt)));

    [Fact]
    public void Unknown_OfPlacesThatAreDrawn_AreNone() =>
        Assert.Empty(new PromptReader(Lexicon).Read("a fox near a village in the jungle").Unknown);
}
