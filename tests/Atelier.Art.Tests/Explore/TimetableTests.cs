using Atelier.Art.Explore.Journeys;
using Atelier.Core;

namespace Atelier.Art.Tests.Explore;

/// <summary>Where a film is at each frame.</summary>
public sealed class TimetableTests
{
    private static readonly Func<double, double, bool> s_near = (a, b) => Math.Abs(a - b) < 1e-9;

    [Fact]
    public void Even_IsAtOneSpeed_OverLegsOfAnyLength() =>
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1, 2], Timetable.Even([3, 1], 5, loop: false, Easing.Linear), s_near);

    [Fact]
    public void Even_ThatLoops_EndsOneStepBeforeItsBeginning() =>
        Assert.Equal([0, 0.5, 1, 1.5], Timetable.Even([1, 1], 4, loop: true, Easing.Linear), s_near);

    [Theory]
    [InlineData(Easing.Smooth, 0.15625)]
    [InlineData(Easing.In, 0.0625)]
    [InlineData(Easing.Out, 0.4375)]
    public void Even_Eases(Easing easing, double quarter)
    {
        var places = Timetable.Even([1], 5, loop: false, easing);

        Assert.Equal((0, quarter, 1), (places[0], places[1], places[4]));
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Story_ShowsEachScene_AndFadesAtItsEnd() => Assert.Equal(
        [0, 0, 0, 0.5, 1, 1, 1, 1],
        Timetable.Story([2, 2], fade: 1, rate: 2, loop: false, Easing.Linear), s_near);

    [Fact]
    public void Story_ThatLoops_FadesToItsBeginning() => Assert.Equal(
        [0, 0.5, 1, 1, 1.25, 1.5, 1.75],
        Timetable.Story([1, 2.5], fade: 2, rate: 2, loop: true, Easing.Linear), s_near);

    [Fact]
    public void Driven_CoversTheWay_FasterWhereTheSpeedIs() =>
        Assert.Equal([0, 0.25, 1, 2], Timetable.Driven([1, 3, 4, 9], legs: 2, loop: false), s_near);

    [Fact]
    public void Beats_AreFoundWhereTheyAre()
    {
        const int Rate = 22050;
        int[] beats = [5000, 20000, 31000, 52000];
        var sound = new float[3 * Rate];
        foreach (var beat in beats)
        {
            for (var i = 0; i < 3000; i++)
            {
                sound[beat + i] += 0.5f * MathF.Exp(-i / 800f) * MathF.Sin(2 * MathF.PI * 330 * i / Rate);
            }
        }

        var onsets = Beats.Onsets(sound, Rate);
        var found = Enumerable.Range(1, onsets.Length - 2)
            .Where(i => onsets[i] > 0.3 && onsets[i] >= onsets[i - 1] && onsets[i] >= onsets[i + 1]).ToList();

        Assert.Equal(beats.Length, found.Count);
        Assert.All(beats.Zip(found), pair => Assert.InRange(pair.Second * 512, pair.First - 1024, pair.First + 512));
        var speeds = Beats.Speeds(sound, Rate, 72, 24, strength: 4);
        Assert.All(beats, beat => Assert.True(speeds[beat * 24 / Rate + 1] > speeds[(beat * 24 / Rate) - 2] + 1));
    }

    [Fact]
    public void Beats_OfSilence_LeaveTheSpeed() =>
        Assert.All(Beats.Speeds(new float[300], 22050, 10, 24, 4), speed => Assert.Equal(1, speed));

    [Fact]
    public void ParseStory_KnowsTimes()
    {
        var scenes = Stop.ParseStory("a seed ^a sprout: 0.5|a leaf @2.5^ a tree @ 4s");

        Assert.Equal(
            [new("a seed", false), new("a sprout: 0.5|a leaf", false, 2.5), new("a tree", false, 4)], scenes);
    }

    [Theory]
    [InlineData("a seed ^ ", "Scene 2 of the story is empty")]
    [InlineData("a seed @0 ^ a tree", "The time @0 of the scene \"a seed\" is not above 0")]
    [InlineData("a seed @-3 ^ a tree", "The time @-3")]
    [InlineData("a seed ^ a tree:nan", "no weight")]
    public void ParseStory_SaysWhatIsWrong(string story, string message)
    {
        var error = Assert.Throws<OptionException>(() => Stop.ParseStory(story));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
