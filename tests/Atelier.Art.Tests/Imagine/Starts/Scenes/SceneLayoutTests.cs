using Atelier.Art.Imagine.Starts.Scenes;

namespace Atelier.Art.Tests.Imagine.Starts.Scenes;

/// <summary>Where the things of scenes lie.</summary>
public sealed class SceneLayoutTests
{
    private static readonly Backdrop Blank = new(Place.None, Hour.Day, Weather.Clear);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void Of_SeveralOfAThing_AreSoManyBoxes_WithinThePicture(int count)
    {
        var boxes = Boxes(Blank, new SceneThing("a fox", Relation.With) { Count = count });

        Assert.Equal(count, boxes.Count);
        Assert.All(boxes, one => Assert.True(
            one.Box is { Left: >= -0.01, Bottom: <= 1 } && one.Box.Left + one.Box.Width <= 1.01
                && one.Box.Bottom - one.Box.Height >= -0.01,
            $"{one.Box}"));
    }

    [Fact]
    public void Of_AFish_IsAboveTheSeabed_AndATempleOnIt()
    {
        var seabed = new Backdrop(Place.Underwater, Hour.Day, Weather.Clear);

        Assert.True(Boxes(seabed, new SceneThing("a fish", Relation.With) { IsSwimming = true })[0].Box.Bottom < 0.7);
        Assert.True(Boxes(seabed, new SceneThing("a temple", Relation.With))[0].Box.Bottom > 0.9);
    }

    [Fact]
    public void Of_AHat_IsOnTheHeadOfALowFigureToo()
    {
        var (high, low) = (Hat(0.7), Hat(2));

        Assert.True(low.Bottom > high.Bottom + 0.2, $"{low.Bottom} {high.Bottom}");

        static Box Hat(double shape) => SceneLayout.Of(
            new([new("a cat", Relation.With), new("a hat", Relation.Worn)], Blank), [shape, 1]).Last().Box;
    }

    [Theory]
    [InlineData(Relation.Behind, 1, 0)]
    [InlineData(Relation.Before, 0, 1)]
    [InlineData(Relation.Inside, 0, 1)]
    [InlineData(Relation.Within, 1, 0)]
    [InlineData(Relation.With, 1, 0)]
    public void Of_TwoThings_TheFartherIsFirst(object relation, int farther, int nearer) => Assert.Equal(
        [farther, nearer],
        Boxes(Blank, new("a swan", Relation.With), new("a castle", (Relation)relation)).Select(one => one.Thing));

    [Fact]
    public void Of_AKiteOverAField_IsInTheSky()
    {
        var field = Blank with { Place = Place.Field };

        Assert.True(Boxes(field, new SceneThing("a kite", Relation.With) { IsAloft = true })[0].Box.Bottom < 0.7);
        Assert.True(Boxes(field, new SceneThing("a dog", Relation.With))[0].Box.Bottom > 0.9);
    }

    private static List<(int Thing, Box Box)> Boxes(Backdrop backdrop, params SceneThing[] things) =>
        [.. SceneLayout.Of(new(things, backdrop), [.. things.Select(_ => 1.0)])];
}
