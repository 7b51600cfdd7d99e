using System.Text;
using Atelier.Glyphs.Sources;
using Atelier.Imaging.Pictures;
using Atelier.Tests;
using Atelier.Torch;

namespace Atelier.Glyphs.Tests;

public sealed class GlyphSourceTests : IDisposable
{
    private const string Messages = """
        {"groups": [{"key": "people-body", "order": 1}, {"key": "food-drink", "order": 4}, {"key": "symbols", "order": 8},
          {"key": "flags", "order": 9}],
         "subgroups": [{"key": "person", "order": 23}, {"key": "food-fruit", "order": 42}, {"key": "keycap", "order": 94},
          {"key": "flag", "order": 97}]}
        """;

    private const string Emojis = """
        [{"hexcode": "1F34E", "label": "red apple", "emoji": "🍎", "group": 4, "subgroup": 42, "tags": ["fruit", "ripe"]},
         {"hexcode": "1F468-200D-1F9B0", "label": "man: red hair", "emoji": "👨‍🦰", "group": 1, "subgroup": 23},
         {"hexcode": "1F470", "label": "person walking: facing right", "emoji": "x", "group": 1, "subgroup": 23},
         {"hexcode": "1F452", "label": "woman’s hat", "emoji": "👒", "group": 1, "subgroup": 23},
         {"hexcode": "0031-FE0F-20E3", "label": "keycap: 1", "emoji": "1️⃣", "group": 8, "subgroup": 94},
         {"hexcode": "1F3C1", "label": "chequered flag", "emoji": "🏁", "group": 9, "subgroup": 97},
         {"hexcode": "1F1E6", "label": "regional indicator A", "emoji": "🇦"}]
        """;

    private readonly string _path = Path.GetTempFileName();
    private readonly EmojiWords _words = new(
        Encoding.UTF8.GetBytes(Emojis), Encoding.UTF8.GetBytes(Messages), """{"🍎": ["fruit", "red_fruit"]}"""u8.ToArray());

    [Fact]
    public void Words_AreLabelAndDistinctTags()
    {
        var meaning = _words.MeaningOf("1f34e")!;

        Assert.Equal("red apple", meaning.Concept);
        Assert.Equal(["fruit", "ripe", "red fruit"], meaning.Tags);
        Assert.Equal(4, meaning.Group);
    }

    [Theory]
    [InlineData("1f468-200d-1f9b0", "man with red hair")]
    [InlineData("1f452", "woman's hat")]
    [InlineData("1f470", null)] // differs from "person walking" by its direction alone
    [InlineData("31-20e3", null)]
    [InlineData("0031-20e3", null)]
    [InlineData("1f3c1", null)]
    [InlineData("1f1e6", null)]
    public void Concepts_AreReadable_OrLeftOut(string code, string? concept) => Assert.Equal(concept, _words.MeaningOf(code)?.Concept);

    [Fact]
    public void Names_LeadToCodes()
    {
        Assert.Equal("1f34e", _words.CodeOf("red-apple"));
        Assert.Equal("1f452", _words.CodeOf("womans-hat"));
        Assert.Equal("0031-20e3", EmojiWords.Code("0031-FE0F-20E3"));
    }

    [Theory]
    [InlineData("redapple", "1f34e")]
    [InlineData("Womans-Hat", "1f452")]
    [InlineData("whiteapple", "1f34f")] // Unicode's name
    [InlineData("hat", null)] // of two things
    [InlineData("apple", null)]
    public void NamesHoweverSpelt_LeadToCodes_WhereTheyAreCertain(string name, string? code)
    {
        var names = new EmojiNames(
            """{"1F34E-FE0F": "RED APPLE", "1F34F": "WHITE APPLE", "1F3A9": "HAT"}"""u8.ToArray(), _words.Names.Append(("hat", "1f452")));

        Assert.Equal(code, names.CodeOf(name));
    }

    [Fact]
    public void FurtherSets_AreNoCoreSets() =>
        Assert.DoesNotContain(GlyphSource.Core.Select(source => source.Set).Append(ClipArt.Set), GlyphSource.IsFurther);

    [Fact]
    public void Icons_AreDrawnFromBodiesAndAliases()
    {
        File.WriteAllBytes(_path, Tarball.Make(
            ("icons.json", """
                {"width": 32, "height": 32, "aliases": {"old-apple": {"parent": "red-apple"}},
                 "icons": {"red-apple": {"body": "<path fill='currentColor' d='M0 0h16v32H0z'/>"},
                  "womans-hat": {"body": "<path d='M0 0h1v1z'/>"},
                  "unknown": {"body": ""}}}
                """),
            ("chars.json", """{"1f34e": "old-apple", "1f34f": "no-such-icon"}""")));

        var files = GlyphSource.Read(_path, _words.CodeOf).ToArray();

        Assert.Equal([("old-apple", "1f34e"), ("no-such-icon", "1f34f")], GlyphSource.Names(_path));
        Assert.Equal(["1f34e", "1f452"], files.Select(file => file.Code));
        var picture = Picture.Decode(files[0].Picture);
        Assert.Equal((128, 128, 4), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal([0, 0, 0, 255], picture.Crop(60, 60, 1, 1).Pixels);
        Assert.Equal(0, picture.Crop(68, 60, 1, 1).Pixels[3]);
    }

    [Fact]
    public void PictureFiles_AreNamedByTheirCodes()
    {
        File.WriteAllBytes(_path, Tarball.Make(("assets/1f34e-fe0f.webp", "b"), ("assets/0031.webp", "a"), ("README.md", "c")));

        Assert.Equal(["0031", "1f34e"], GlyphSource.Read(_path, _words.CodeOf).Select(file => file.Code));
    }

    public void Dispose() => File.Delete(_path);
}
