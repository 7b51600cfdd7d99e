using Atelier.Art.Paint;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Paint;

public class ClipGuidedPainterTests
{
    [Fact]
    public void Generate_OfAPaintingsLatent_LooksLikeThePainting()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        float Next() => random.NextSingle();
        var painting = new Painting(
            96, 48, PaintStyle.FromName("gouache"), new(240, 240, 240),
            [.. Enumerable.Range(0, 12).Select(
                i => new Stroke(Next(), Next() / 2, (Next() / 3) + 0.1f, (Next() / 6) + 0.05f, Next(), Next(), Next(), Next(), 0, i))],
            []);
        using var generator = new StrokeGenerator(painting.Brushes().MeanCover(), 12, painting.Ground, 48, 96);

        var picture = generator.Generate(generator.Encode(painting)).ToPicture();

        Assert.Equal((96, 48), (picture.Width, picture.Height));
        var fidelity = PaintingFidelity.Measure(picture, painting.Render(96, 48).ToPicture());
        Assert.True(fidelity.Difference < 0.03 && fidelity.Similarity > 0.85, fidelity.ToString());
        var strokes = generator.Strokes(generator.Encode(painting));
        Assert.All(strokes.Zip(painting.Strokes), pair => Assert.Equal(pair.Second.Canonical().X, pair.First.X, 4));
    }

    [Fact]
    public void Sketch_OfARedApple_IsRedInTheMiddle()
    {
        var sketch = new ClipGuidedPainter { Words = "a red apple" }.Sketch(48);

        Assert.Equal((48, 48, 3), (sketch.Width, sketch.Height, sketch.Channels));
        var middle = sketch.Crop(16, 20, 16, 16).Pixels.Chunk(3).ToList();
        var (red, green, blue) = (middle.Average(p => p[0]), middle.Average(p => p[1]), middle.Average(p => p[2]));
        Assert.True(red > 130 && red > green + 60 && red > blue + 60, $"{red:F0} {green:F0} {blue:F0}");
    }

    [Fact]
    public void Change_TowardsWords_LessensTheLossAndKeepsStrokesPossible()
    {
        using var models = new ToyModels();
        var blank = new Painting(64, 64, PaintStyle.FromName("oil"), Colour.White, [], []);
        var losses = new Losses();

        var painting = new ClipGuidedPainter { Words = "red apple", Clip = models.Clip, Iterations = 40, Strokes = 20, Seed = 3 }.Paint(
            blank, losses);

        Assert.Equal(20, painting.Strokes.Count);
        Assert.True(losses.Seen.TakeLast(8).Average() < losses.Seen.Take(8).Average(), "the loss did not fall");
        Assert.All(painting.Strokes, stroke => Assert.True(stroke.Length is > 0 and < 1 && stroke.Red is >= 0 and <= 1));
    }

    [Fact]
    public void Fidelity_OfAPictureWithItself_IsPerfect_AndFallsWithNoise()
    {
        var random = new Random(1);
        var picture = new Picture(40, 30, 3, [.. Enumerable.Range(0, 3600).Select(i => (byte)(i % 40 * 6))]);
        var noisy = new Picture(40, 30, 3, [.. picture.Pixels.Select(value => (byte)Math.Clamp(value + random.Next(-40, 40), 0, 255))]);

        Assert.Equal(0, PaintingFidelity.Measure(picture, picture).Difference, 6);
        Assert.Equal(1, PaintingFidelity.Measure(picture, picture).Similarity, 5);
        Assert.InRange(PaintingFidelity.Measure(picture, noisy).Similarity, 0, 0.95);
        Assert.InRange(PaintingFidelity.Measure(picture, noisy).Difference, 0.05, 0.1);
    }

    private sealed class Losses : IProgress<(int Step, double Loss)>
    {
        public List<double> Seen { get; } = [];

        public void Report((int Step, double Loss) value) => Seen.Add(value.Loss);
    }
}
