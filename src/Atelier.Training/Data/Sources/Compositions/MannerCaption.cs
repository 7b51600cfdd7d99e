using Atelier.Core;
using static Atelier.Glyphs.Words.GlyphWords;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>The grammar of captions of materials and manners: "a wolf carved out of wood", "watercolour of a fox at night".</summary>
internal static class MannerCaption
{
    private static readonly string[] Adjectives =
        ["wooden", "golden", "silvery", "metallic", "ceramic", "knitted", "woolen", "woollen", "rusty", "rusted"];

    /// <summary>A thing made of a material.</summary>
    /// <param name="random">Chooses the words.</param>
    /// <param name="material">The material.</param>
    /// <param name="what">The thing, without an article.</param>
    public static string OfMaterial(SplitMix64 random, string material, string what) =>
        Adjectives.Contains(material) || !random.Bernoulli(0.5f)
            ? random.Next() switch
            {
                < 0.7f => WithArticle($"{material} {what}"),
                < 0.85f => WithArticle($"{material} {what} {random.Pick("statue", "sculpture", "figurine", "toy", "ornament")}"),
                _ => $"{material} {what}",
            }
            : $"{WithArticle(what)} {random.Pick(
                "made of", "made of", "of", "made from", "made out of", "made entirely of", "carved out of", "carved from", "built from",
                "built out of", "sculpted from", "out of")} {material}";

    /// <summary>A thing redrawn in a manner.</summary>
    /// <param name="random">Chooses the words.</param>
    /// <param name="manner">The words for the manner.</param>
    /// <param name="what">The thing, without an article.</param>
    public static string InManner(SplitMix64 random, string manner, string what) =>
        random.Bernoulli(0.25f) && manner is not ("van gogh" or "comic book style")
            ? random.Pick($"{manner} {what}", WithArticle($"{manner} {what}"))
            : InMannerOf(random, manner, WithArticle(what));

    /// <summary>A scene redrawn in a manner.</summary>
    /// <param name="random">Chooses the words.</param>
    /// <param name="manner">The words for the manner.</param>
    /// <param name="scene">The scene, with its articles.</param>
    public static string InMannerOf(SplitMix64 random, string manner, string scene) => manner switch
    {
        "neon" => random.Pick(
            $"a neon sign of {scene}", $"neon sign of {scene}", $"{scene}, neon", $"{scene} in neon", $"{scene} in neon lights"),
        "8-bit" => random.Pick($"{scene}, 8-bit", $"8-bit {scene}", $"{scene} in 8-bit style"),
        "comic book style" => random.Pick(
            $"{scene}, comic book style", $"{scene} in comic book style", $"a comic book drawing of {scene}"),
        "stained glass" => random.Pick(
            $"{scene} in stained glass", $"a stained glass window of {scene}", $"stained glass window with {scene}",
            $"{scene}, stained glass"),
        "van gogh" => random.Pick($"{scene} by van gogh", $"{scene} in the style of van gogh", $"{scene} as painted by van gogh"),
        "watercolor" or "watercolour" => random.Pick(
            $"{scene}, {manner}", $"{manner} of {scene}", $"{manner} painting of {scene}", $"a {manner} painting of {scene}",
            $"{scene} in {manner}", $"{scene} painted in {manner}"),
        "pixel art" or "low poly" or "pop art" or "origami" or "mosaic" => random.Pick(
            $"{scene}, {manner}", $"{scene}, {manner} style", $"{scene} in {manner} style", $"{scene} in {manner}", $"{manner} of {scene}",
            $"{scene} as {WithArticle(manner)}"),
        "outline" or "silhouette" => random.Pick(
            $"{scene}, {manner}", $"the {manner} of {scene}", $"{WithArticle(manner)} of {scene}", $"{scene} in {manner}",
            $"{scene} as {WithArticle(manner)}"),
        _ => random.Pick(
            $"{scene}, {manner}", $"{WithArticle(manner)} of {scene}", $"{manner} of {scene}", $"{scene} as {WithArticle(manner)}",
            $"{scene}, {manner} style"),
    };
}
