using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Journeys;

/// <summary>A place that a journey passes: a picture, or words of which one is made first.</summary>
/// <param name="Subject">The path of the picture, or the prompts.</param>
/// <param name="IsPicture">Whether it is a picture.</param>
/// <param name="Seconds">How long its scene takes in a story; null for a share of the rest.</param>
public sealed partial record Stop(string Subject, bool IsPicture, double? Seconds = null)
{
    private const double LongestScene = 3600;

    /// <summary>A file that exists or is named like a picture; anything else is words.</summary>
    /// <exception cref="ImageFormatException">The picture cannot be read.</exception>
    /// <exception cref="OptionException">The words are no prompts.</exception>
    public static Stop Parse(string text)
    {
        if (File.Exists(text) || MediaKinds.IsRead(text, MediaUse.Picture))
        {
            _ = Picture.Load(text);
            return new(text, IsPicture: true);
        }

        _ = PromptPlan.Parse(text, "");
        return new(text, IsPicture: false);
    }

    /// <summary>The scenes of a story: <c>a seed ^ a sprout @2 ^ tree.png</c>, where @2 makes a scene two seconds long.</summary>
    /// <exception cref="ImageFormatException">A picture cannot be read.</exception>
    /// <exception cref="OptionException">A scene is empty, its words are no prompts, or its time is out of range.</exception>
    public static IReadOnlyList<Stop> ParseStory(string story) => [.. story.Split('^').Select((scene, i) =>
    {
        var match = Timed().Match(scene.Trim());
        var words = match.Success ? match.Groups[1].Value : scene.Trim();
        if (words.Length == 0)
        {
            throw new OptionException(
                $"Scene {i + 1} of the story is empty: scenes are words with ^ between them, as in \"a seed ^ a tree\".");
        }

        return match.Success ? Parse(words) with { Seconds = Time(match.Groups[2].Value, words) } : Parse(words);
    })];

    private static double Time(string text, string scene) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= LongestScene
            ? seconds
            : throw new OptionException($"The time @{text} of the scene \"{scene}\" is not above 0 and at most {LongestScene} seconds.");

    [GeneratedRegex(@"^(.*?)(?<!\s)(?>\s*)@\s*([-+\d.][^\s]*?)\s*s?$", RegexOptions.Singleline)]
    private static partial Regex Timed();
}
