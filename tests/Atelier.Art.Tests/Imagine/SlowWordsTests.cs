using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine.Prompts;

namespace Atelier.Art.Tests.Imagine;

/// <summary>Patterns that read prompts take no long time for the longest and worst of them: a studio reads those of strangers.</summary>
public sealed class SlowWordsTests
{
    private const int Length = 10_000; // of the longest prompt
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(" ")]
    [InlineData(" on a")]
    [InlineData("\n on a b ")]
    [InlineData(" and a")]
    [InlineData("@1 ")]
    [InlineData(":1e")]
    [InlineData("a'a-")]
    [InlineData("\"(\\")]
    public void WordsThatRepeat_AreReadAtOnce(string part)
    {
        string[] all = [Fill("", ""), Fill("a fox on a", ""), Fill("a cat", " and a dog"), Fill("a b on a ", ", a background")];
        foreach (var words in all)
        {
            var before = Environment.CpuUsage.TotalTime;

            Scene.Parse(words);
            PromptWords.SubjectOnly(words);
            Record.Exception(() => PromptPlan.Parse(words, ""));
            Record.Exception(() => Stop.ParseStory(words));

            var time = Environment.CpuUsage.TotalTime - before;
            Assert.True(time < s_limit, $"'{words[..20]}…{words[^20..]}' takes {time.TotalSeconds:F1} s");
        }

        string Fill(string start, string end) => start + new string([.. Enumerable.Repeat(part, Length).SelectMany(text => text)
            .Take(Length - start.Length - end.Length)]) + end;
    }

    [Theory]
    [InlineData("a fox on a blue background, flat", "a fox, flat")]
    [InlineData("a fox  on  a very  dark blue\tbackground", "a fox")]
    [InlineData(" on a red background", "")]
    [InlineData("a fox on a background", "a fox on a background")]
    [InlineData("a fox on a rock on a red background", "a fox")]
    public void ABackground_IsTakenOut(string words, string expected) =>
        Assert.Equal(expected, PromptWords.WithoutBackground(words));
}
