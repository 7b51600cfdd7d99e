using System.Diagnostics;
using Atelier.Core;
using Atelier.Glyphs.Sources;
using Atelier.Torch;

namespace Atelier.Glyphs.Tests;

public sealed class ClipArtTests : IDisposable
{
    private static readonly HashSet<string> Known = ["ice", "cream", "cone", "beer", "baby", "bottle", "food", "pear"];
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-clipart-").FullName;

    [Theory]
    [InlineData("Ice cream cone (2 scoop)", "ice cream cone")]
    [InlineData("clipart by nicu buculei - pear", "pear")]
    [InlineData("a baby_bottle 03", "baby bottle")]
    [InlineData("beer - beverage", "beer")]
    [InlineData("bottiglia di birra", null)] // no words that emoji have
    [InlineData("", null)]
    public void TitlesBecomeConcepts_OfKnownWords(string title, string? concept) =>
        Assert.Equal(concept, ClipArt.Meaning(Svg(title), 4, Known)?.Concept);

    [Fact]
    public void KnownKeywordsBecomeTags()
    {
        var meaning = ClipArt.Meaning(Svg("beer"), 4, Known)!;

        Assert.Equal(["food"], meaning.Tags);
        Assert.Equal(4, meaning.Group);
    }

    [Fact]
    public void WhatIsNotPublicDomain_IsLeftOut() => Assert.Null(ClipArt.Meaning(Svg("beer").Replace("PublicDomain", "GPL"), 4, Known));

    [Fact]
    public void Package_IsReadWithoutInstalling()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dpkg-deb"), "dpkg-deb is missing: this system is neither Debian nor Ubuntu");
        var package = Pack(
            ("usr/share/openclipart/svg/food/beer.svg", Svg("beer")),
            ("usr/share/openclipart/svg/logos/pear.svg", Svg("pear")),
            ("usr/share/openclipart/svg/food/corks.svg", Svg("wine corks")));

        var (picture, meaning) = Assert.Single(ClipArt.Read(package, Known));

        Assert.Equal("beer", meaning.Concept);
        Assert.Equal(Svg("beer"), System.Text.Encoding.UTF8.GetString(picture));
    }

    [Fact]
    public async Task DamagedPackage_IsRefused()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dpkg-deb"), "dpkg-deb is missing: this system is neither Debian nor Ubuntu");
        var package = Pack(("usr/share/openclipart/svg/food/beer.svg", Svg("beer")));
        var bytes = await File.ReadAllBytesAsync(package);
        await File.WriteAllBytesAsync(package, bytes[..(bytes.Length / 2)]);

        Assert.Contains(
            "cannot be unpacked",
            Assert.ThrowsAny<AtelierException>(() => ClipArt.Read(package, Known).ToArray()).Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Svg(string title) =>
        $"<svg><dc:title>{title}</dc:title><rdf:li>food</rdf:li><rdf:li>0x865f868</rdf:li><cc:license " +
        "rdf:resource=\"http://web.resource.org/cc/PublicDomain\"/></svg>";

    private string Pack(params (string Path, string Text)[] files)
    {
        var root = Path.Combine(_folder, "root");
        Directory.CreateDirectory(Path.Combine(root, "DEBIAN"));
        File.WriteAllText(
            Path.Combine(root, "DEBIAN", "control"),
            "Package: drawings\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: drawings\n");
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.Combine(root, Path.GetDirectoryName(path)!));
            File.WriteAllText(Path.Combine(root, path), text);
        }

        var package = Path.Combine(_folder, "drawings.deb");
        using var pack = Process.Start(
            new ProcessStartInfo("dpkg-deb", ["--root-owner-group", "--build", root, package]) { RedirectStandardOutput = true })!;
        pack.WaitForExit();
        return package;
    }
}
