using Atelier.Imaging.Metadata;
using Atelier.Imaging.Pictures;
using CsCheck;

namespace Atelier.Imaging.Tests;

/// <summary>Whatever text is put into a PNG file is found there again, and nothing else of the file changes.</summary>
public sealed class PngTextPropertyTests
{
    private static readonly byte[] Png = Picture.Blank(5, 4, new(1, 2, 3)).Encode(".png");

    private static readonly Gen<string> Keys = Gen.String[Gen.Char['!', '~'], 1, 79];

    // a chunk ends a text at no letter, but half a surrogate pair cannot be written
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.String.Where(text => !text.Any(char.IsSurrogate)), Gen.String.AlphaNumeric);

    [Fact]
    public void Texts_AreFoundUnderTheirKeys_AndTakenOutAgain() => Gen.Dictionary(Keys, Texts)[1, 5].Sample(texts =>
    {
        var file = PngText.Insert(Png, texts);

        Assert.All(texts, pair => Assert.Equal(pair.Value, Found(file, pair.Key)));
        Assert.Null(Found(file, string.Concat(texts.Keys) + "?"));
        var (bare, chunks) = PngText.Split(file);
        Assert.Equal(Png, bare);
        Assert.All(texts, pair => Assert.Equal(pair.Value, PngText.FindIn(chunks, pair.Key)));
    });

    private static string? Found(byte[] file, string key)
    {
        using var stream = new MemoryStream(file);
        return PngText.Find(stream, key);
    }
}
