using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
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
    [InlineData("the sea", "", "Sea Day Clear")]
    [InlineData("northern lights", "", "Mountains Night Clear")]
    [InlineData("a desert under a full moon", "", "Desert Night Clear")]
    [InlineData("the moon over the sea", "", "Sea Night Clear")]
    [InlineData("the milky way over a desert", "", "Desert Night Clear")]
    [InlineData("foggy morning in the fields", "", "Field Day Mist")]
    [InlineData("a small fishing village in the fog", "", "Village Day Mist")]
    [InlineData("a busy farmers market", "", "Market Day Clear")]
    [InlineData("a library full of books", "", "Library Day Clear")]
    [InlineData("a kitchen with a window and plants", "a window + Beside plants", "Room Day Clear")]
    [InlineData("a castle on top of a hill", "a castle", "Field Day Clear")]
    [InlineData("a city skyline with tall buildings at night", "", "City Night Clear")]
    [InlineData("planets and stars in outer space", "planets", "Space Day Clear")]
    [InlineData("a rabbit inside a top hat", "a rabbit + Inside a top hat", "None Day Clear")]
    [InlineData("a cat wearing a crown", "a cat + Worn a crown", "None Day Clear")]
    [InlineData("a swan in front of a castle", "a swan + Behind a castle", "None Day Clear")]
    [InlineData("a dog behind a fence", "a dog + Before a fence", "None Day Clear")]
    [InlineData("a mouse holding a piece of cheese", "a mouse + With cheese", "None Day Clear")]
    [InlineData("a train crossing a bridge over a river", "a train", "River Day Clear")]
    [InlineData("a cat on a rainy day", "a cat", "None Day Rain")]
    [InlineData("a cat wearing sunglasses", "a cat + Worn sunglasses", "None Day Clear")]
    [InlineData("a vase with flowers", "a vase + With flowers", "None Day Clear")]
    [InlineData("a vase of tulips", "tulips + Inside a vase", "None Day Clear")]
    [InlineData("a turtle with a snail on its back", "a turtle + Worn a snail", "None Day Clear")]
    [InlineData("a cat, a dog and a vase of tulips", "a cat + Beside a dog + Beside a vase of tulips", "None Day Clear")]
    [InlineData("a fork, a knife and a spoon", "a fork + Beside a knife + Beside a spoon", "None Day Clear")]
    [InlineData("foggy harbour early in the morning", "", "Harbour Day Mist")]
    [InlineData("venice canal with gondolas in summer", "gondolas", "Canal Day Clear")]
    [InlineData("a rowing boat at a wooden pier", "a rowing boat", "Harbour Day Clear")]
    [InlineData("an astronaut on the moon", "an astronaut", "Moon Day Clear")]
    [InlineData("a robot on mars", "a robot", "Mars Day Clear")]
    [InlineData("the pyramids under a starry sky", "the pyramids", "None Night Clear")]
    [InlineData("a mountain landscape", "", "Mountains Day Clear")]
    [InlineData("a quiet suburb", "", "Village Day Clear")]
    [InlineData("snowy village at christmas time", "christmas time", "Village Day Snow")]
    [InlineData("a dolphin jumping out of the water at sunset", "a dolphin jumping out of the water", "Sea Sunset Clear")]
    [InlineData("a fantasy landscape with a dragon", "a dragon", "Field Day Clear")]
    [InlineData("a graveyard with bats", "bats", "Graveyard Day Clear")]
    [InlineData("a crowded street market", "", "Market Day Clear")]
    [InlineData("a herd of grazing cows by a lake", "a herd of grazing cows", "River Day Clear")]
    [InlineData("a pencil in a forest", "a pencil", "Forest Day Clear")]
    [InlineData("a landscape with mountains and a lake", "", "Mountains Day Clear")]
    [InlineData("venice beach at sunset", "", "Beach Sunset Clear")]
    [InlineData("a house made of gingerbread and a snowman", "a house made of gingerbread + Beside a snowman", "None Day Clear")]
    [InlineData("a rocket ship at night", "a rocket ship", "None Night Clear")]
    [InlineData("a boy with a boat at sunset", "a boy + With a boat", "None Sunset Clear")]
    [InlineData("a car in front of a restaurant", "a car + Behind a restaurant", "None Day Clear")]
    [InlineData("a cat in a cafe", "a cat", "Room Day Clear")]
    [InlineData("a girl holding a feather", "a girl + With a feather", "None Day Clear")]
    [InlineData("a ship in a bottle", "a ship + Within a bottle", "None Day Clear")]
    [InlineData("a bathtub full of kittens", "kittens + Inside a bathtub", "None Day Clear")]
    [InlineData("a goldfish in a light bulb", "a goldfish + Within a light bulb", "None Day Clear")]
    [InlineData("a cat as a knight", "a cat + Beside a knight", "None Day Clear")]
    [InlineData("half cat half croissant", "cat + Beside croissant", "None Day Clear")]
    [InlineData("a giraffe wearing a scarf", "a giraffe + With a scarf", "None Day Clear")]
    [InlineData("three ducks in a row", "ducks", "None Day Clear")]
    [InlineData("in a dark forest there is a wolf", "a there is a wolf", "Forest Night Clear")]
    [InlineData("an english rose garden", "an english rose", "Field Day Clear")]
    [InlineData("a vineyard", "vineyard", "Field Day Clear")]
    [InlineData("a dark alley", "", "City Night Clear")]
    [InlineData("a street full of neon lights", "", "City Night Clear")]
    [InlineData("a small town in the snow", "", "Village Day Snow")]
    [InlineData("a castle in the clouds", "a castle", "Sky Day Clear")]
    [InlineData("a house under dark clouds", "a house", "None Day Clouds")]
    [InlineData("penguins on an iceberg", "penguins", "Ice Day Clear")]
    [InlineData("a man fishing by the river", "a man standing + With fishing pole", "River Day Clear")]
    [InlineData("a woman dancing in the rain", "a woman dancing", "None Day Rain")]
    [InlineData("a fox reading", "a fox + With open book", "None Day Clear")]
    [InlineData("three dolphins underwater", "dolphins", "Underwater Day Clear")]
    [InlineData("a shark under the sea", "a shark", "Underwater Day Clear")]
    [InlineData("two llamas in a rowboat", "llamas + Inside a rowboat", "None Day Clear")]
    [InlineData("an owl reading a newspaper", "an owl + With a newspaper", "None Day Clear")]
    [InlineData("a boy cycling down a street", "a boy + Beneath bicycle", "City Day Clear")]
    [InlineData("a cat reading in an armchair", "a cat + Inside an armchair", "None Day Clear")]
    [InlineData("a mouse in a shoe", "a mouse + Inside a shoe", "None Day Clear")]
    [InlineData("a man with a french horn", "a man + With a french horn", "None Day Clear")]
    [InlineData("a cat looking at a fish", "a cat + Beside a fish", "None Day Clear")]
    [InlineData("a knight fights a dragon", "a knight + With a dragon", "None Day Clear")]
    [InlineData("a half empty glass of milk next to a chess board", "a glass of milk + Beside a chess board", "None Day Clear")]
    [InlineData("a messy bedroom", "bedroom", "Room Day Clear")]
    [InlineData("the inside of a clockmaker's workshop", "workshop", "Room Day Clear")]
    [InlineData("a cosy kitchen with a cat", "a cat", "Room Day Clear")]
    [InlineData("a kitchen early in the morning", "kitchen", "Room Day Clear")]
    [InlineData("a tiny fishing village in Norway in winter", "", "Village Day Snow")]
    [InlineData("a knight with armour next to a castle", "a knight + Beside a castle", "None Day Clear")]
    [InlineData("the surface of Mars with two astronauts", "astronauts", "Mars Day Clear")]
    [InlineData("a goat with a missing ear in a field", "a goat with a missing ear", "Field Day Clear")]
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
    [InlineData("a red bridge over a river", "", "River Day", "Bridge")]
    [InlineData("a red bridge", "", "River Day", "Bridge")]
    [InlineData("a country road in spring", "", "Field Day", "Road")]
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
    [InlineData("a skull carved out of wood")]
    [InlineData("a piece of cheese")]
    [InlineData("a rainy day")]
    [InlineData("pink flamingo standing on one leg")]
    [InlineData("a peacock showing its feathers")]
    [InlineData("a pair of scissors")]
    [InlineData("a library card")]
    [InlineData("the feeling of forgetting a dream")]
    [InlineData("a baby dragon with tiny wings")]
    [InlineData("a robot built out of cardboard boxes")]
    [InlineData("a skull made of gold and rubies")]
    [InlineData("a house with a red door")]
    public void Read_OfWhatOneDrawingShows_IsNoScene(string prompt) =>
        Assert.Null(SceneReading.Read(new PromptReader(Lexicon).Read(prompt)));

    [Theory]
    [InlineData("three red balloons", "red balloons", 3)]
    [InlineData("two swans in front of a castle", "swans", 2)]
    [InlineData("cows in a field", "cows", 2)]
    [InlineData("a cow in a field", "a cow", 1)]
    [InlineData("many ducks on a pond", "ducks", 6)]
    [InlineData("a couple of swans", "swans", 2)]
    [InlineData("a fork, two knives and a spoon", "a fork", 1)]
    public void Read_CountsThings(string prompt, string words, int count)
    {
        var first = SceneReading.Read(new PromptReader(Lexicon).Read(prompt))!.Things[0];

        Assert.Equal((words, count), (first.Words, first.Count));
    }

    [Theory]
    [InlineData("a quiet street in autumn", "Autumn - -")]
    [InlineData("a country road with cherry blossoms", "Spring - -")]
    [InlineData("a lavender field", "None lavender -")]
    [InlineData("a cow in a field of wheat", "None wheat -")]
    [InlineData("northern lights over a frozen lake", "None - aurora")]
    [InlineData("mountains with a lake", "None - water")]
    public void Read_FindsSeasonsCropsAuroraAndWater(string prompt, string expected)
    {
        var backdrop = SceneReading.Read(new PromptReader(Lexicon).Read(prompt))!.Backdrop;

        var crop = backdrop.Crop is { } colour ? BackdropWords.NamesOfCrop(colour).First() : "-";
        var more = backdrop.HasAurora ? "aurora" : backdrop.HasWater ? "water" : "-";
        Assert.Equal(expected, $"{backdrop.Season} {crop} {more}");
    }

    [Fact]
    public void Unknown_OfPlacesThatAreDrawn_AreNone() =>
        Assert.Empty(new PromptReader(Lexicon).Read("a fox near a village in the jungle").Unknown);
}
