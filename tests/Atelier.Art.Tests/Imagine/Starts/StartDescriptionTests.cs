using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Hub;

namespace Atelier.Art.Tests.Imagine.Starts;

/// <summary>Several prompts as one description of a start.</summary>
public class StartDescriptionTests
{
    private static readonly StartLexicon Lexicon = StartLexicon.Find(ModelHub.Find("vqgan-glyphs"))!;

    [Theory]
    [InlineData("a fox", "a fox")]
    [InlineData("a fox|blue", "a blue fox")]
    [InlineData("blue:0.5|the fox", "the blue fox")]
    [InlineData("fox|wooden", "wooden fox")]
    [InlineData("a fox|orange", "an orange fox")]
    [InlineData("a fox:1|3d render:0.5", "a fox, 3d render")]
    [InlineData("a house|night", "a house, night")]
    [InlineData("a house|snow:0.5|blur:-0.3", "a house, snow")]
    [InlineData("a red apple:1|red:-1", "an apple")]
    [InlineData("a red apple:1|apple:-1", "a red apple")]
    [InlineData("a cat|a dog", "a cat")]
    public void Of_SeveralPrompts_IsWhatTheySayOfTheHeaviest(string prompts, string words) =>
        Assert.Equal(words, new StartDescription(Lexicon).Of(PromptPlan.Parse(prompts, "")));
}
