using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Tests;
using Atelier.Training.Data;
using Atelier.Training.Data.Sources;
using Atelier.Training.Data.Sources.Compositions;

namespace Atelier.Training.Tests.Data.Sources.Compositions;

public sealed class CompositionsTests : IDisposable
{
    private const int Size = 32;
    private readonly TinyGlyphs _glyphs = new();

    public void Dispose() => _glyphs.Dispose();

    [Fact]
    public void APlacedDrawing_IsTheSameAgain_AndItsNegativeIsUntrue()
    {
        AreTheSameAgain(Places, 200);
        Assert.All(Enumerable.Range(0, 200).Select(k => Places().CaptionOf(k)), caption =>
            Assert.Equal(caption, string.Join(' ', caption.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void ADrawingOfAMaterialOrManner_IsTheSameAgain_AndItsNegativeIsUntrue() => AreTheSameAgain(Made, 60);

    [Fact]
    public void AnArrangement_IsTheSameAgain_AndItsNegativeIsUntrue()
    {
        var first = Arranged();

        AreTheSameAgain(Arranged, 200);
        foreach (var words in new[] { "three ", "a pair of ", " on ", " under ", " behind ", " in front of " })
        {
            Assert.Contains(Enumerable.Range(0, 400), k => first.CaptionOf(k).Contains(words, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void TwoThings_AreSideBySide()
    {
        var source = Arranged();
        var picture = source.Render(Enumerable.Range(0, 2000).First(k => source.CaptionOf(k) == "two oceans")).Pixels;
        bool IsCovered(int x) => Enumerable.Range(0, Size).Any(y => picture[3 * ((y * Size) + x)] < 128);

        Assert.Equal([true, false, true], new[] { Size / 4, Size / 2, 3 * Size / 4 }.Select(IsCovered));
    }

    [Fact]
    public void SomethingWithATool_IsCaptionedByWhatItDoes()
    {
        var (fox, book) = (_glyphs.Only(TinyGlyphs.Orange)[0] with { Concept = "fox" },
            _glyphs.Only(TinyGlyphs.Blue)[0] with { Concept = "open book" });
        var source = new ArrangedGlyphs(_glyphs.Set, [fox, book], Concepts, 3, Size);

        var sample = source.Render(Enumerable.Range(0, 500).First(k => source.CaptionOf(k) == "a fox reading"));

        Assert.DoesNotContain("a fox reading", sample.HardNegative);
    }

    private static HashSet<string> WordsOf(string concept) =>
        [.. StandIns.Entries.Where(pair => pair.StandIn.Concept == concept).Select(pair => pair.Word)];

    [Fact]
    public void StandIns_WithoutDrawings_OrHeldOut_AreNone()
    {
        var seal = _glyphs.Only(TinyGlyphs.Blue)[0] with { Concept = "seal" };

        Assert.True(new StandInGlyphs(_glyphs.Set, _glyphs.Only(TinyGlyphs.Blue), 3, Size, heldOut: new HashSet<string>()).IsEmpty);
        Assert.True(new StandInGlyphs(_glyphs.Set, [seal], 3, Size, heldOut: WordsOf("seal")).IsEmpty);
    }

    [Fact]
    public void AStandIn_IsTheDrawing_CaptionedByTheWord()
    {
        Glyph[] drawings =
        [
            _glyphs.Only(TinyGlyphs.Blue)[0] with { Concept = "seal" }, _glyphs.Only(TinyGlyphs.Orange)[0] with { Concept = "lion" },
        ];
        var source = new StandInGlyphs(_glyphs.Set, drawings, 3, Size, heldOut: new HashSet<string>());

        var ofSeal = WordsOf("seal");

        Assert.All(Enumerable.Range(0, 60), k =>
        {
            var sample = source.Render(k);
            var isBlue = sample.Pixels[(3 * ((Size / 2 * Size) + (Size / 2))) + 2] > 200;
            Assert.Equal(isBlue, ofSeal.Any(word => sample.Caption.Contains(word, StringComparison.Ordinal)));
            Assert.NotEqual(isBlue, ofSeal.Any(word => sample.HardNegative.Contains(word, StringComparison.Ordinal)));
            Assert.Equal(sample.Caption, source.CaptionOf(k));
        });
    }

    [Theory]
    [InlineData(Place.Forest, Hour.Night, Weather.Clear)]
    [InlineData(Place.City, Hour.Day, Weather.Rain)]
    [InlineData(Place.Beach, Hour.Sunset, Weather.Clear)]
    [InlineData(Place.Mountains, Hour.Night, Weather.Snow)]
    public void ACaptionOfAPlace_NamesIt_AndNothingThatIsNotShown(object place, object hour, object weather)
    {
        var backdrop = new Backdrop((Place)place, (Hour)hour, (Weather)weather);
        string[] captions = [.. Enumerable.Range(0, 200).Select(k => PlaceCaption.Of(new SplitMix64(1, k), backdrop, "a fox"))];
        string[][] words = [.. captions.Select(caption => caption.Split(' '))];

        Assert.All(
            words, caption => Assert.Contains(caption, word => BackdropWords.PlaceOf(word, afterPreposition: true) == backdrop.Place));
        Assert.All(words, caption => Assert.All(caption, word =>
        {
            Assert.True((BackdropWords.HourOf(word, afterPreposition: false) ?? backdrop.Hour) == backdrop.Hour, word);
            Assert.True((BackdropWords.WeatherOf(word) ?? backdrop.Weather) == backdrop.Weather, word);
        }));
        if (backdrop.Hour != Hour.Day)
        {
            var said = words.Count(caption => caption.Any(word => BackdropWords.HourOf(word, afterPreposition: true) == backdrop.Hour));
            Assert.InRange(said, 100, 199); // mostly said, sometimes left out
        }
    }

    [Fact]
    public void ACaptionOfAWay_NamesIt()
    {
        var backdrop = new Backdrop(Place.River, Hour.Day, Weather.Clear) { Way = Way.Bridge };

        Assert.All(Enumerable.Range(0, 100), k => Assert.Contains("a bridge", PlaceCaption.Of(new SplitMix64(1, k), backdrop, null)));
        Assert.All(
            Enumerable.Range(0, 100), k => Assert.Contains("a fox on a bridge", PlaceCaption.Of(new SplitMix64(1, k), backdrop, "a fox")));
        Assert.Contains(Enumerable.Range(0, 2000), k => Places().CaptionOf(k).Contains("a bridge", StringComparison.Ordinal));
    }

    [Fact]
    public void ACaptionOfARoadInACity_NamesAStreet()
    {
        var street = new Backdrop(Place.City, Hour.Night, Weather.Clear) { Way = Way.Road };
        string[] CaptionsOf(Backdrop backdrop) =>
            [.. Enumerable.Range(0, 100).Select(k => PlaceCaption.Of(new SplitMix64(1, k), backdrop, null))];

        Assert.All(CaptionsOf(street), caption => Assert.Matches("street|avenue|boulevard|alley", caption));
        Assert.All(CaptionsOf(street with { Way = Way.None }), caption => Assert.DoesNotMatch("street|alley", caption));
        Assert.Contains(CaptionsOf(street), caption => caption.Contains("neon", StringComparison.Ordinal));
        Assert.Contains(CaptionsOf(street), caption => caption.Contains("dark", StringComparison.Ordinal));
    }

    [Fact]
    public void ACaption_SaysWhatTheSeasonTheFieldAndTheSkyShow()
    {
        var plain = new Backdrop(Place.Field, Hour.Day, Weather.Clear);
        string[] Captions(Backdrop backdrop) =>
            [.. Enumerable.Range(0, 50).Select(k => PlaceCaption.Of(new SplitMix64(1, k), backdrop, "a fox"))];

        Assert.All(Captions(plain with { Season = Season.Autumn }), caption => Assert.Matches("autumn|fall", caption));
        Assert.All(Captions(plain with { Season = Season.Spring }), caption => Assert.Matches("spring|blossoms", caption));
        Assert.All(
            Captions(plain with { Crop = BackdropWords.CropOf("lavender") }),
            caption => Assert.Contains("lavender field", caption, StringComparison.Ordinal));
        Assert.All(
            Captions(plain with { Hour = Hour.Night, HasAurora = true }), caption => Assert.Matches("northern lights|aurora", caption));
        Assert.All(Captions(plain), caption => Assert.DoesNotMatch("autumn|fall|spring|lavender|aurora", caption));
        string[] words =
        [
            "northern lights over", "a storm over", "surface of mars", "fields", "in autumn", "in spring", "lavender field",
            "northern lights", "library", "market",
        ];
        string[] captions = [.. Enumerable.Range(0, 5000).Select(k => Places().CaptionOf(k))];
        Assert.All(words, word => Assert.Contains(captions, caption => caption.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void NightsAreDarkerThanDays_AndGoldIsYellow()
    {
        var (source, made) = (Places(), Made());
        var places = Enumerable.Range(0, 300).Select(k => source.Render(k)).ToArray();
        var nights = places.Where(place => place.Caption.Contains("night", StringComparison.Ordinal)).Average(Brightness);
        var days = places.Where(place => place.Caption.Contains("beach", StringComparison.Ordinal)
            && !place.Caption.Contains("night", StringComparison.Ordinal)).Average(Brightness);
        Assert.True(nights + 30 < days, $"{nights} {days}");

        var golden = Enumerable.Range(0, 300).First(k => made.CaptionOf(k).Contains("golden", StringComparison.Ordinal));
        var picture = made.Render(golden);
        Assert.Contains(Enumerable.Range(0, Size * Size), i => picture.Pixels[(3 * i) + 2] < 120 && picture.Pixels[3 * i] > 150);
    }

    [Fact]
    public void ASource_MixesThemIn_ForTrainingAlone()
    {
        var options = new DataOptions
        {
            Source = DataSource.Glyphs,
            Path = _glyphs.Folder,
            Size = Size,
            Glyphs = new() { Split = _glyphs.Split, Test = GlyphTest.Concepts, Places = 0.3, Manners = 0.3, Arranged = 0.2 },
        };
        using var train = options.Open(DataSplit.Train);
        using var test = options.Open(DataSplit.Test);
        int Composed(IPictureSource source) => Enumerable.Range(0, 200).Count(k => source.Read(k).Claims.Count > 0);

        Assert.InRange(Composed(train), 130, 190);
        Assert.Equal(0, Composed(test));
        Assert.All(Enumerable.Range(0, 100), k => Assert.Equal(train.CaptionOf(k), train.Read(k).Caption));
    }

    [Fact]
    public void AThing_IsCalledByItsConcept_ASynonymOrAStandInForIt()
    {
        var names = new ThingNames(TinyTerms.Create(split: 0));
        var called = Enumerable.Range(0, 300).Select(k => names.Of(new SplitMix64(1, k), TinyTerms.Dog)).ToLookup(name => name);

        Assert.InRange(called["dog"].Count(), 150, 250);
        Assert.Contains(called, one => one.Key == "domestic dog");
        Assert.DoesNotContain(called, one => one.Key is "pet" or "animal");
        Assert.Equal("black cat", Concepts.Of(new SplitMix64(1, 3), TinyTerms.Cat));
    }

    [Fact]
    public void CaptionsOfMaterialsAndManners_NameThem_InManyTurnsOfPhrase()
    {
        string[] Many(Func<SplitMix64, string> create) => [.. Enumerable.Range(0, 200).Select(k => create(new SplitMix64(1, k)))];
        var wood = Many(random => MannerCaption.OfMaterial(random, "wood", "wolf"));
        var neon = Many(random => MannerCaption.InMannerOf(random, "neon", "a fox at night"));

        Assert.All(wood, caption => Assert.Matches(@"\bwood\b.*\bwolf\b|\bwolf\b.*\bwood\b", caption));
        Assert.Contains("a wolf carved out of wood", wood);
        Assert.Contains("a wood wolf statue", wood);
        Assert.All(neon, caption => Assert.Matches("neon.*a fox at night|a fox at night.*neon", caption));
        Assert.All(Many(random => MannerCaption.InManner(random, "watercolour", "fox")), caption =>
            Assert.Contains("watercolour", caption, StringComparison.Ordinal));
    }

    [Fact]
    public void APictogram_IsDrawnInTheColourOfItsThing_CaptionedByItsName()
    {
        var pictogram = _glyphs.Only(TinyGlyphs.Arrow)[0] with { Set = "game-icons", Style = "black and white icon", Concept = "capybara" };
        var other = _glyphs.Only(TinyGlyphs.Orange)[0] with { Concept = "lion" };
        var source = new StandInGlyphs(_glyphs.Set, [pictogram, other], 3, Size, heldOut: new HashSet<string>());
        var sample = Enumerable.Range(0, 300).Select(k => source.Render(k))
            .First(one => one.Caption.Contains("capybara", StringComparison.Ordinal));
        var colour = PictogramColours.Of("capybara")!.Value;

        Assert.Contains(Enumerable.Range(0, Size * Size), i =>
            Math.Abs(sample.Pixels[3 * i] - colour.Red) < 3 && Math.Abs(sample.Pixels[(3 * i) + 2] - colour.Blue) < 3);
        Assert.False(CentredGlyph.HasColour(pictogram with { Concept = "nothing known" }));
        Assert.Null(CentredGlyph.TintOf(other));
    }

    [Fact]
    public void EveryMaterialHasWords_OfWhichSomeNameTheSame()
    {
        Assert.True(Materials.AreSame("wood", "wooden"));
        Assert.False(Materials.AreSame("wood", "gold"));
        Assert.Contains("glass", Materials.Words);
    }

    private static void AreTheSameAgain(Func<IComposition> create, int count)
    {
        var (first, again) = (create(), create());
        Assert.All(Enumerable.Range(0, count), k =>
        {
            var sample = first.Render(k);
            Assert.Equal(sample.Pixels, again.Render(k).Pixels);
            Assert.Equal(sample.Caption, again.CaptionOf(k));
            Assert.NotEqual(sample.Caption, sample.HardNegative);
        });
    }

    private Glyph[] Drawings => _glyphs.Only(TinyGlyphs.Blue, TinyGlyphs.Orange, TinyGlyphs.Arrow);

    private static ThingNames Concepts { get; } = new(terms: null);

    private PlacedGlyphs Places() => new(_glyphs.Set, Drawings, Concepts, 3, Size);

    private MadeGlyphs Made() => new(_glyphs.Set, Drawings, Concepts, 3, Size);

    private ArrangedGlyphs Arranged() => new(_glyphs.Set, Drawings, Concepts, 3, Size);

    private static double Brightness(PictureSample picture) => picture.Pixels.Average(value => (double)value);
}
