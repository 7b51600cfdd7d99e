using System.Globalization;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Imaging;

namespace Atelier.Art.Tests.Paint;

public sealed class StrokeFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_OfWhatWasWritten_GivesTheSamePainting()
    {
        var painting = new Painting(
            640, 480, PaintStyle.FromName("ink"), new(1, 2, 3), [new(0.1f, 0.2f, 0.3f, 0.05f, 1.25f, 0.5f, 0.25f, 1, 2, 77)],
            [new(9, 8, 7), Colour.White]);

        StrokeFile.Write(_file, painting);
        var read = StrokeFile.Read(_file);

        Assert.Equal(painting.Strokes, read.Strokes);
        Assert.Equal(painting.Palette, read.Palette);
        Assert.Equal((640, 480, "ink", new Colour(1, 2, 3)), (read.Width, read.Height, read.Style.Name, read.Ground));
    }

    [Fact]
    public void Read_OfTenThousandStrokesByChance_TakesTheGoodOnesAndNamesEachBadOne()
    {
        var random = new Random(4);
        string[] bad = ["NaN", "1e99", "-5", "null", "\"x\"", "Infinity", "[1]", "1e400", "-1e300", "true"];
        var good = new List<string>();
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var numbers = Enumerable.Range(0, 10)
                .Select(k => k < 8
                    ? (random.NextSingle() * 0.99f + 0.001f).ToString(CultureInfo.InvariantCulture)
                    : $"{random.Next(0, 30)}")
                .ToArray();
            if (random.Next(10) > 0)
            {
                good.Add($"[{string.Join(',', numbers)}]");
                continue;
            }

            var column = random.Next(10);
            numbers[column] = bad[random.Next(bad.Length)];
            if (column == 4 && numbers[column] == "-5")
            {
                numbers[column] = "null"; // an angle of -5 half turns is one
            }

            File.WriteAllText(_file, Text($"[{string.Join(',', numbers)}]"));
            var error = Assert.ThrowsAny<AtelierException>(() => StrokeFile.Read(_file));
            Assert.True(error.Message.Contains("stroke 1") || error.Message.Contains("broken JSON"), error.Message);
            Assert.DoesNotContain('\n', error.Message);
            refused++;
        }

        File.WriteAllText(_file, Text(string.Join(",\n", good)));
        var painting = StrokeFile.Read(_file);
        Assert.Equal(good.Count, painting.Strokes.Count);
        Assert.InRange(refused, 500, 2000);
        painting.Render(64, 48); // none of them does harm
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{", "broken JSON")]
    [InlineData("[]", "no strokes file")]
    [InlineData("""{"format": "atelier-strokes"}""", "version")]
    [InlineData("""{"format": "atelier-strokes", "version": 2}""", "version 2")]
    [InlineData("""{"format": "atelier-strokes", "version": 1}""", "strokes")]
    [InlineData("""{"format": "atelier-strokes", "version": 1, "strokes": [[1, 2]], "width": 5, "height": 5}""", "stroke 1")]
    [InlineData("""{"format": "atelier-strokes", "version": 1, "strokes": [], "width": -5, "height": 5}""", "width")]
    [InlineData("""{"format": "atelier-strokes", "version": 1, "strokes": [], "width": 5, "height": 5, "style": "cubist"}""", "cubist")]
    [InlineData("""{"format": "atelier-strokes", "version": 1, "strokes": [], "width": 5, "height": 5, "ground": "red"}""", "red")]
    [InlineData("""{"format": "atelier-strokes", "version": 1, "strokes": [], "width": 5, "height": 5, "columns": ["x"]}""", "columns")]
    public void Read_OfABrokenFile_SaysInOneSentenceWhatIsWrong(string text, string expected)
    {
        File.WriteAllText(_file, text);

        var error = Assert.ThrowsAny<AtelierException>(() => StrokeFile.Read(_file));

        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static string Text(string strokes) =>
        $$"""
        {"format": "atelier-strokes", "version": 1, "width": 64, "height": 48, "style": "oil", "ground": "#ffffff",
         "strokes": [{{strokes}}]}
        """;
}
