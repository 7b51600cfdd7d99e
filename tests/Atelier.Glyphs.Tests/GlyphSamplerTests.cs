using System.Text.RegularExpressions;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;
using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Glyphs.Tests;

public sealed partial class GlyphSamplerTests : IDisposable
{
    private const int Size = 64;
    private readonly TinyGlyphs _glyphs = new();

    [Fact]
    public void Sample_DependsOnSeedAndNumberAlone()
    {
        var first = new GlyphSampler(_glyphs.Set, _glyphs.Set.Glyphs, 7, Size);
        var again = new GlyphSampler(_glyphs.Set, _glyphs.Set.Glyphs, 7, Size);
        var other = new GlyphSampler(_glyphs.Set, _glyphs.Set.Glyphs, 8, Size);
        var before = Enumerable.Range(0, 50).Select(k => first.Render(k)).ToArray();

        Assert.All(Enumerable.Range(0, 50).Reverse(), k =>
        {
            var sample = again.Render(k);
            Assert.Equal(before[k].Caption, sample.Caption);
            Assert.Equal(before[k].Pixels, sample.Pixels);
        });
        Assert.True(Enumerable.Range(0, 50).Count(k => other.Render(k).Caption != before[k].Caption) > 25);
        Assert.True(before.Select(sample => sample.Caption).Distinct().Count() > 25);
    }

    [Fact]
    public void IconColours_AreExact_AndSaid()
    {
        var samples = Samples(400, TinyGlyphs.Icon).Where(sample => sample.Colour is not null).ToArray();

        Assert.InRange(samples.Length, 80, 240);
        Assert.True(samples.Select(sample => sample.Colour).Distinct().Count() >= 10);
        Assert.All(samples, sample =>
        {
            var (_, r, g, b) = Palette.Find(sample.Colour!)!.Value;
            Assert.Equal((r, g, b), Pixel(sample, Size / 2, Size / 2));
            Assert.Contains(sample.Colour!, sample.Caption, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Wrong_SaysOneThingThatIsNotSo()
    {
        var sampler = new GlyphSampler(_glyphs.Set, _glyphs.Set.Glyphs, 3, 32);
        string[] styles = [.. _glyphs.Set.Glyphs.Select(glyph => glyph.Style).Distinct()];
        var samples = Enumerable.Range(0, 400).Select(k => sampler.Render(k)).ToArray();

        Assert.Equal(samples, Enumerable.Range(0, 400).Select(k => sampler.Render(k)), (a, b) => a.HardNegative == b.HardNegative);
        foreach (var sample in samples.Where(sample => sample.Second is null && sample.Glyph.Style != "black and white icon"
            && sample.Caption.Contains(", " + sample.Glyph.Style, StringComparison.Ordinal)))
        {
            var rightThing = sample.HardNegative.Contains(sample.Glyph.Concept, StringComparison.Ordinal);
            var rightStyle = sample.HardNegative.Contains(sample.Glyph.Style, StringComparison.Ordinal);
            var rightColour = sample.Colour is null || sample.HardNegative.Contains(sample.Colour, StringComparison.Ordinal);
            var rightGround = !sample.Caption.EndsWith("background", StringComparison.Ordinal)
                || sample.HardNegative.EndsWith($" {sample.Background} background", StringComparison.Ordinal);
            Assert.True(
                new[] { rightThing, rightStyle, rightColour, rightGround }.Count(right => !right) == 1,
                $"'{sample.Caption}' / '{sample.HardNegative}'");
        }

        Assert.True(
            samples.Count(
                sample => styles.Any(style => sample.Caption.Contains(style, StringComparison.Ordinal)
                    && !sample.HardNegative.Contains(style, StringComparison.Ordinal)))
                > 60);
    }

    [Fact]
    public void IconsCalledByAColour_HaveIt()
    {
        var (_, r, g, b) = Palette.Find("brown")!.Value;

        Assert.All(Samples(100, TinyGlyphs.NamedIcon), sample =>
        {
            Assert.Equal((r, g, b), Pixel(sample, Size / 2, Size / 2));
            Assert.DoesNotContain("black and white", sample.Caption, StringComparison.Ordinal);
            Assert.DoesNotContain("brown brown", sample.Caption, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void EveryColourWord_IsTrue()
    {
        Assert.All(Samples(2000, TinyGlyphs.Icon, TinyGlyphs.Blue, TinyGlyphs.Orange), sample =>
        {
            var said = BackgroundWords().Match(sample.Caption);
            if (said.Success)
            {
                Assert.Equal(said.Groups[1].Value, sample.Background);
            }

            if (sample.Background is { } background)
            {
                var (_, r, g, b) = Palette.Find(background)!.Value;
                var corner = Pixel(sample, 0, 0);
                Assert.True(
                    Math.Abs(corner.R - r) <= 18 && Math.Abs(corner.G - g) <= 18 && Math.Abs(corner.B - b) <= 18,
                    $"{corner} is not {background}: {sample.Caption}");
            }

            var rest = BackgroundWords().Replace(sample.Caption, "").Replace("black and white", "").Replace(sample.Colour ?? "-", "");
            Assert.DoesNotContain(Palette.Colours, colour => rest.Split(' ').Contains(colour.Name));
        });
    }

    [Fact]
    public void Icons_ShowOnEveryBackground()
    {
        Assert.All(Samples(1000, TinyGlyphs.Icon, TinyGlyphs.NamedIcon), sample =>
        {
            var (ink, ground) = (Pixel(sample, Size / 2, Size / 2), Pixel(sample, 0, 0));
            Assert.True(
                Math.Abs(ink.R - ground.R) + Math.Abs(ink.G - ground.G) + Math.Abs(ink.B - ground.B) >= 60,
                $"{ink} on {ground}: {sample.Caption}");
        });
    }

    [Fact]
    public void VariedDrawings_ShowTheSameThing_AndSomeAreCutToIcons()
    {
        var glyphs = _glyphs.Only(TinyGlyphs.Blue);
        var plain = new GlyphSampler(_glyphs.Set, glyphs, 5, Size) { ScenesOfTwo = 0, Siblings = 0 };
        var varied = new GlyphSampler(_glyphs.Set, glyphs, 5, Size) { ScenesOfTwo = 0, Siblings = 0, Warped = 1 };
        var samples = Enumerable.Range(0, 400).Select(k => varied.Render(k)).ToArray();
        var icons = samples.Where(sample => sample.Glyph.IsMono).ToArray();

        Assert.Equal(varied.Render(17).Pixels, samples[17].Pixels);
        Assert.NotEqual(plain.Render(17).Pixels, samples[17].Pixels);
        Assert.InRange(icons.Length, 60, 140); // a quarter
        Assert.All(icons, sample => Assert.DoesNotContain("flat", sample.Caption));
        Assert.Contains(icons, sample => sample.Caption.Contains("black and white", StringComparison.Ordinal));
    }

    [Fact]
    public void AnIcon_KeepsWhatIsDarkOrWhatIsLight()
    {
        byte[] halves = [0, 0, 0, 255, 255, 255, 255, 255];
        foreach (var k in Enumerable.Range(0, 20))
        {
            var icon = GlyphWarp.None.WithIconCut(new(1, k), halves);

            Assert.NotEqual(icon.Keeps(0, 0, 0), icon.Keeps(255, 255, 255));
        }
    }

    [Fact]
    public void DirectedThings_AreNotMirrored()
    {
        Assert.All(
            Samples(200, TinyGlyphs.Arrow).Where(sample => sample.Colour is null),
            sample => Assert.True(Middle(sample, (0, 200, 0)) < Middle(sample, (0, 0, 255)), sample.Caption));
        Assert.False(GlyphWords.CanBeMirrored(TinyGlyphs.Arrow with { Group = 5, Concept = "magnifying glass tilted left" }));
        Assert.False(GlyphWords.CanBeMirrored(TinyGlyphs.Arrow with { Group = 5, Concept = "waxing crescent moon" }));
        Assert.True(GlyphWords.CanBeMirrored(TinyGlyphs.Blue));

        static double Middle(GlyphSample sample, (byte, byte, byte) colour) =>
            Enumerable.Range(0, Size * Size).Where(i => Pixel(sample, i % Size, i / Size) == colour).Average(i => i % Size);
    }

    [Fact]
    public void Scenes_ShowWhatTheySay()
    {
        var sampler = new GlyphSampler(_glyphs.Set, _glyphs.Only(TinyGlyphs.Blue, TinyGlyphs.Orange), 3, Size)
        {
            ScenesOfTwo = 1, Siblings = 0,
        };
        var told = new Dictionary<string, int>();
        foreach (var sample in Enumerable.Range(0, 600).Select(k => sampler.Render(k))
            .Where(sample => sample.Second is not null && sample.Second.Concept != sample.Glyph.Concept && sample.Background == "white"))
        {
            var words = Relation().Match(sample.Caption);
            if (!words.Success)
            {
                continue;
            }

            var (first, relation) = (words.Groups[1].Value, words.Groups[2].Value);
            var blueShare = Share(sample, (_, _) => true);
            var isTrue = relation switch
            {
                "to the left of" => (Share(sample, (x, _) => x < Size / 2) > 0.5) == (first == "ocean"),
                "to the right of" => (Share(sample, (x, _) => x >= Size / 2) > 0.5) == (first == "ocean"),
                "above" or "over" => (Share(sample, (_, y) => y < Size / 2) > 0.5) == (first == "ocean"),
                "below" => (Share(sample, (_, y) => y >= Size / 2) > 0.5) == (first == "ocean"),
                _ => true,
            };
            Assert.True(isTrue, sample.Caption);
            if (sample.Caption.Contains("big ", StringComparison.Ordinal))
            {
                Assert.Equal(sample.Caption.Contains("big ocean", StringComparison.Ordinal), blueShare > 0.5);
                relation = "big";
            }

            told[relation] = told.GetValueOrDefault(relation) + 1;
        }

        Assert.All(
            ["to the left of", "to the right of", "above", "over", "below", "big"],
            relation => Assert.True(told.GetValueOrDefault(relation) > 2, relation));

        // of the coloured pixels in a part, how many are blue
        static double Share(GlyphSample sample, Func<int, int, bool> part)
        {
            int blue = 0, orange = 0;
            for (var i = 0; i < Size * Size; i++)
            {
                var (r, _, b) = Pixel(sample, i % Size, i / Size);
                blue += part(i % Size, i / Size) && (r, b) == (0, 255) ? 1 : 0;
                orange += part(i % Size, i / Size) && (r, b) == (255, 0) ? 1 : 0;
            }

            return (double)blue / (blue + orange);
        }
    }

    [Fact]
    public void Siblings_ShowOneConceptInTwoStyles_BothNamed()
    {
        var glyphs = Enumerable.Range(0, 4)
            .SelectMany(i => new[] { TinyGlyphs.Icon, TinyGlyphs.Blue, TinyGlyphs.Orange }
                .Select(glyph => glyph with { Concept = $"thing {(char)('a' + i)}" }))
            .ToArray();
        var sampler = new GlyphSampler(_glyphs.Set, glyphs, 5, Size) { Siblings = 1 };

        for (var pair = 0; pair < 50; pair++)
        {
            var (first, second) = (sampler.Render(2 * pair), sampler.Render((2 * pair) + 1));
            Assert.Equal(first.Glyph.Concept, second.Glyph.Concept);
            Assert.NotEqual(first.Glyph.Style, second.Glyph.Style);
            Assert.All([first, second], sample => Assert.Contains(
                sample.Glyph.IsMono ? sample.Colour is null ? "black and white" : "icon" : "flat",
                sample.Caption,
                StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Tags_AreCleaned()
    {
        var glyph =
            TinyGlyphs.Icon with { Tags = ["fruit", "red fruit", "lol", "80s", "apple", "+1", "phallic", "go", "orchard tree", "a_b"] };

        Assert.Equal(["fruit", "orchard tree"], GlyphWords.CleanTags(glyph));
    }

    [Theory]
    [InlineData("red apple", "a red apple")]
    [InlineData("octopus", "an octopus")]
    [InlineData("unicorn", "a unicorn")]
    [InlineData("ewe", "a ewe")]
    [InlineData("euro banknote", "a euro banknote")]
    [InlineData("umbrella", "an umbrella")]
    [InlineData("hourglass done", "an hourglass done")]
    [InlineData("house", "a house")]
    [InlineData("glasses", "glasses")]
    [InlineData("bus", "a bus")]
    [InlineData("glass of milk", "a glass of milk")]
    [InlineData("face with tears of joy", "a face with tears of joy")]
    [InlineData("woman lifting weights", "a woman lifting weights")]
    [InlineData("people holding hands", "people holding hands")]
    [InlineData("cooked rice", "cooked rice")]
    [InlineData("two hearts", "two hearts")]
    [InlineData("fork and knife with plate", "a fork and knife with plate")]
    public void Articles_AreRight(string words, string expected) => Assert.Equal(expected, GlyphWords.WithArticle(words));

    public void Dispose() => _glyphs.Dispose();

    private IEnumerable<GlyphSample> Samples(int count, params Glyph[] wanted)
    {
        var sampler = new GlyphSampler(_glyphs.Set, _glyphs.Only(wanted), 11, Size) { ScenesOfTwo = 0, Siblings = 0 };
        return Enumerable.Range(0, count).Select(k => sampler.Render(k));
    }

    private static (byte R, byte G, byte B) Pixel(GlyphSample sample, int x, int y)
    {
        var at = ((y * Size) + x) * 3;
        return (sample.Pixels[at], sample.Pixels[at + 1], sample.Pixels[at + 2]);
    }

    [GeneratedRegex(" on an? ([a-z ]+) background$")]
    private static partial Regex BackgroundWords();

    [GeneratedRegex("^(?:an? )?(?:big |small )?(\\w+) (to the left of|to the right of|above|over|below|and|next to) ")]
    private static partial Regex Relation();
}
