using Atelier.Art.Imagine.Starts.Scenes;

namespace Atelier.Art.Tests.Imagine.Starts.Scenes;

public sealed class SceneDrawingTests
{
    [Fact]
    public void Cut_OfADrawing_IsItsFigureInItsExtent()
    {
        using var scope = NewDisposeScope();
        var drawing = Square(0.2);
        drawing.narrow(2, 60, 8).narrow(3, 60, 8).fill_(1); // white within the figure

        var figure = Figure.Cut(drawing);

        Assert.Equal([1, 3, 62, 62], figure.Colours.shape); // the mask of the ground takes a pixel of the edge
        Assert.Equal(1, figure.Alpha.min().ToDouble());
    }

    [Fact]
    public void Over_APicture_LeavesTheRestAsItIs_ButForARim()
    {
        using var scope = NewDisposeScope();
        var picture = full([1, 3, 128, 128], 0.7);

        var drawn = Figure.Cut(Square(0.2)).Over(picture, 32, 96, 64, 64, shadow: false);

        Assert.Equal(0.2, drawn[0, 0, 64, 64].ToDouble(), 1e-4);
        Assert.Equal(0, (drawn - picture).narrow(2, 0, 26).abs().max().ToDouble(), 1e-6);
        Assert.Equal(0, (drawn - picture).narrow(3, 0, 26).abs().max().ToDouble(), 1e-6);
        Assert.InRange(drawn[0, 0, 64, 31].ToDouble(), 0.5, 0.65);
    }

    [Fact]
    public void Over_BeyondTheSides_IsCutOff()
    {
        using var scope = NewDisposeScope();

        var drawn = Figure.Cut(Square(0.2)).Over(full([1, 3, 64, 64], 0.7), -32, 96, 64, 64, shadow: true);

        Assert.Equal(0.2, drawn[0, 0, 60, 5].ToDouble(), 1e-4);
        Assert.Equal([1, 3, 64, 64], drawn.shape);
    }

    [Fact]
    public void Draw_ByNight_IsDarkerThanByDay_AndHasTheThingAsItIs()
    {
        using var scope = NewDisposeScope();
        var (day, night) = (Drawn(Place.Field, Hour.Day), Drawn(Place.Field, Hour.Night));

        Assert.True(night.mean().ToDouble() < day.mean().ToDouble() - 0.1);
        Assert.All(new[] { day, night }, picture => Assert.Equal(0.3, picture[0, 0, 90, 64].ToDouble(), 0.01));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Draw_OfEachPlace_IsAPictureOfItsOwn(string place)
    {
        using var scope = NewDisposeScope();
        var picture = Drawn(Enum.Parse<Place>(place), Hour.Day);

        Assert.All(Enum.GetValues<Place>().Where(other => $"{other}" != place), other =>
            Assert.True((Drawn(other, Hour.Day) - picture).abs().mean().ToDouble() > 0.004, $"{place} is drawn as {other}"));
        Assert.Equal(0, (Drawn(Enum.Parse<Place>(place), Hour.Day) - picture).abs().max().ToDouble());
    }

    [Theory]
    [InlineData(2, 128, 256)]
    [InlineData(0.5, 256, 128)]
    [InlineData(5, 128, 256)]
    public void Draw_OfAnAspect_HasIt(double aspect, long height, long width)
    {
        using var scope = NewDisposeScope();

        Assert.Equal([1, 3, height, width], Drawn(Place.City, Hour.Night, Weather.Rain, aspect).shape);
    }

    public static TheoryData<string> Places => [.. Enum.GetNames<Place>()];

    private static Tensor Square(double value)
    {
        var drawing = ones(1, 3, 128, 128);
        drawing.narrow(2, 32, 64).narrow(3, 32, 64).fill_(value);
        return drawing;
    }

    private static Tensor Drawn(Place place, Hour hour, Weather weather = Weather.Clear, double aspect = 1) => SceneDrawing.Draw(
        new([new("a square", Relation.With)], new(place, hour, weather)), [Square(0.3)], aspect, seed: 1, CPU);
}
