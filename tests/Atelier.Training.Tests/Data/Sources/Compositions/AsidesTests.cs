using Atelier.Core;
using Atelier.Training.Data.Sources.Compositions;

namespace Atelier.Training.Tests.Data.Sources.Compositions;

public sealed class AsidesTests
{
    private static readonly Asides Some = new(
        ["odd", "calm", "red", "wooden", "snowy", "many"], ["lurking", "holding"], ["gizmo", "red"], ["softly", "so"], ["naples"],
        ["typewriter"]);

    [Fact]
    public void Add_KeepsTheCaptionsWords_AndPutsOthersBetween() => Assert.All(Enumerable.Range(0, 300), k =>
    {
        var longer = Some.Add(new SplitMix64(1, k), "a fox in the forest, flat");

        Assert.Matches(@"\bfox\b.* in .* forest\b.*, flat", longer);
        Assert.True(longer.Length > "a fox in the forest, flat".Length, longer);
        Assert.DoesNotMatch(@"\b(red|wooden|snowy|many|holding)\b|\ba odd\b|\ban calm\b", longer);
    });

    [Fact]
    public void Alone_IsOfItsWords_AndNamesNothing() => Assert.All(Enumerable.Range(0, 300), k =>
    {
        var text = Some.Alone(new SplitMix64(2, k));

        Assert.Matches(@"\b(odd|calm|gizmos|naples|typewriter)\b", text);
        Assert.DoesNotMatch(@"\b(red|wooden|snowy|many|holding|so)\b", text);
    });

    [Fact]
    public void Alone_IsSometimesAThingThatADrawingStandsInFor()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(k => Some.Alone(new SplitMix64(2, k)))];

        Assert.Contains("a typewriter", texts);
        Assert.Contains("an odd typewriter", texts);
        Assert.InRange(texts.Count(text => text.Contains("typewriter", StringComparison.Ordinal)), 60, 150);
    }

    [Fact]
    public void Add_OfTheSameRandomNumbers_IsTheSame_OfOthersIsNot()
    {
        Assert.Equal(Some.Add(new SplitMix64(1, 3), "a fox"), Some.Add(new SplitMix64(1, 3), "a fox"));
        Assert.True(Enumerable.Range(0, 100).Select(k => Some.Add(new SplitMix64(1, k), "a fox")).Distinct().Count() > 20);
    }
}
