using Atelier.Models.Painter;
using Atelier.Training.Learners.Painter;

namespace Atelier.Training.Tests.Learners.Painter;

public class PainterTrainingTests
{
    [Fact]
    public void Solve_OfRandomCosts_IsTheCheapestOfAllMatchings()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var (rows, columns) = (random.Next(0, 6), 6);
            var cost = new double[rows, columns];
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                {
                    cost[i, j] = random.NextDouble() - 0.3;
                }
            }

            var solved = Assignment.Solve(cost);

            Assert.Equal(rows, solved.Distinct().Count());
            Assert.Equal(Cheapest(cost, 0, []), solved.Select((column, row) => cost[row, column]).Sum(), 9);
        }
    }

    [Fact]
    public void Wasserstein_IsZeroOnlyForTheSameMark_AndKnowsTheClosedCases()
    {
        using var scope = NewDisposeScope();
        double Between(float[] a, float[] b) => StrokeLoss.Wasserstein(tensor(a, [1, 5]), tensor(b, [1, 5])).ToDouble();
        float[] mark = [0.5f, 0.4f, 0.6f, 0.2f, 0.3f];

        Assert.Equal(0, Between(mark, mark), 5);
        Assert.Equal(0, Between(mark, [0.5f, 0.4f, 0.6f, 0.2f, 1.3f]), 5);                       // a half turn on
        Assert.Equal(0, Between(mark, [0.5f, 0.4f, 0.2f, 0.6f, 0.8f]), 5);                       // sides exchanged, a quarter turn on
        Assert.Equal(0.01 + 0.04, Between(mark, [0.6f, 0.6f, 0.6f, 0.2f, 0.3f]), 5);             // moved
        Assert.Equal(0.01 + 0.0025, Between(mark, [0.5f, 0.4f, 0.8f, 0.3f, 0.3f]), 5);           // half sides differ by 0.1 and 0.05
        Assert.True(Between(mark, [0.5f, 0.4f, 0.6f, 0.2f, 0.8f]) > 0.01);                       // a quarter turn
    }

    [Fact]
    public void Make_ExamplesOfChance_AreRepeatable_AndEveryValidStrokeCanBeSeen()
    {
        using var scope = NewDisposeScope();
        using var brush = StrokeSimulator.CreateBrush();
        StrokeExamples Make()
        {
            using var random = new Generator(4);
            return new StrokeSimulator(brush, 8).Generate(32, random);
        }

        var (examples, again) = (Make(), Make());

        Assert.Equal(examples.Target.flatten().ToArray<float>(), again.Target.flatten().ToArray<float>());
        var visible =
            SoftStrokes.Visibility(SoftStrokes.Coverage(examples.Shapes, brush, 32, 32) * examples.Valid.unsqueeze(2).unsqueeze(3)).Strokes
                .sum([2, 3])
                .flatten()
                .ToArray<float>();
        var valid = examples.Valid.flatten().ToArray<float>();
        Assert.All(Enumerable.Range(0, valid.Length).Where(i => valid[i] > 0), i => Assert.True(visible[i] >= 8));
        Assert.InRange(valid.Average(), 0.3, 0.8);
    }

    [Fact]
    public void Compare_OfTheTruthItself_LosesLittle()
    {
        using var scope = NewDisposeScope();
        using var brush = StrokeSimulator.CreateBrush();
        using var random = new Generator(4);
        var examples = new StrokeSimulator(brush, 8).GenerateAsPublished(32, random);
        var shapes = examples.Shapes.flip([1]); // strokes have no order of their own

        var losses = StrokeLoss.Compare(examples.Shapes, (examples.Valid * 20 - 10).unsqueeze(2), examples, brush);
        var flipped = StrokeLoss.Compare(shapes, (examples.Valid.flip([1]) * 20 - 10).unsqueeze(2), examples, brush);

        var untouched = (examples.Canvas - examples.Target).abs().mean().ToDouble();
        // soft edges mix a little of what lies under them into a stroke's mean colour
        Assert.True(losses.Pixel.ToDouble() < untouched / 8, $"pixel {losses.Pixel.ToDouble()} of {untouched}");
        Assert.All(
            new[] { losses, flipped },
            loss => Assert.True(loss.Stroke.ToDouble() < 1e-5 && loss.Wasserstein.ToDouble() < 1e-5 && loss.Decision.ToDouble() < 1e-3));
    }

    private static double Cheapest(double[,] cost, int row, HashSet<int> taken) => row == cost.GetLength(0) ? 0
        : Enumerable.Range(0, cost.GetLength(1)).Where(column => !taken.Contains(column))
            .Min(column => cost[row, column] + Cheapest(cost, row + 1, [.. taken, column]));
}
