using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts;

namespace Atelier.Art.Tests;

public class SceneTests
{
    [Theory]
    [InlineData("a cat and a dog", "a cat", "a dog", "Beside")]
    [InlineData("a red apple next to a green pear, flat", "a red apple, flat", "a green pear, flat", "Beside")]
    [InlineData("a cat to the right of an owl on a blue background", "an owl", "a cat", "Beside")]
    [InlineData("a moon above a castle", "a moon", "a castle", "Above")]
    [InlineData(
        "a cat below a red umbrella, 3d render on a dark green background", "a red umbrella, 3d render", "a cat, 3d render", "Above")]
    [InlineData("a small key and a big lock", "a lock", "a key", "LargeAndSmall")]
    public void Of_TwoThings_TellsThemApart(string words, string first, string second, string layout) =>
        Assert.Equal(new Scene(first, second, Enum.Parse<Layout>(layout)), Scene.Parse(words));

    [Theory]
    [InlineData("a red apple on a blue background")]
    [InlineData("a black and white icon of a key")]
    [InlineData("salt and pepper")]
    [InlineData("a castle, oil painting")]
    public void Of_OneThing_IsNone(string words) => Assert.Null(Scene.Parse(words));

    [Theory]
    [InlineData("a red apple on a blue background, flat", "an apple")]
    [InlineData("an owl, 3d render", "an owl")]
    [InlineData("a fox", "a fox")]
    public void PlainWords_LeaveOutColourGroundAndStyle(string words, string plain) => Assert.Equal(plain, PromptWords.SubjectOnly(words));

    [Fact]
    public void StartScene_OfTwo_HasEachOnItsSideAndWhiteBetween()
    {
        using var scope = NewDisposeScope();
        var (black, red) = (zeros([1, 3, 40, 40]), tensor(new float[] { 1f, 0f, 0f }, [1, 3, 1, 1]).expand([1, 3, 40, 40]));

        var beside = StartScene.Compose(black, red, Layout.Beside).ToArray<float>(); // 20 px each, about x = 10 and 29
        var above = StartScene.Compose(black, red, Layout.Above).ToArray<float>();

        float At(float[] picture, int channel, int y, int x) => picture[(((channel * 40) + y) * 40) + x];
        Assert.Equal((0f, 1f, 0f, 1f), (At(beside, 0, 20, 8), At(beside, 0, 20, 30), At(beside, 1, 20, 30), At(beside, 1, 2, 8)));
        Assert.Equal((0f, 1f, 0f, 1f), (At(above, 0, 8, 20), At(above, 0, 30, 20), At(above, 1, 30, 20), At(above, 1, 8, 2)));
    }
}
