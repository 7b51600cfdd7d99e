using Atelier.Cli.Output;

namespace Atelier.Cli.Tests;

public class OutputTests
{
    [Fact]
    public void ProgressLine_IsNeverWiderThanTheTerminal_AndTellsTheShareWhereThereIsRoom()
    {
        for (var width = 1; width <= 200; width++)
        {
            foreach (var share in new[] { 0, 0.004, 0.5, 1, double.NaN, double.PositiveInfinity, -1 })
            {
                var line = ProgressLine.Fit(
                    "25/150  12.3 it/s  a red apple on a blue background 1.234", share, TimeSpan.FromHours(3), width);

                Assert.InRange(line.Length, 1, width);
                Assert.True(width < 20 || line.Contains('%'), line);
            }
        }
    }

    [Fact]
    public void ProgressLine_InSeventyColumns_HasItsBarItsTimeAndItsWords()
    {
        var line = ProgressLine.Fit("75/150  0.4 it/s  a red apple on a blue background, flat 1.234", 0.5, TimeSpan.FromSeconds(90), 70);

        Assert.Equal(70, line.Length);
        Assert.StartsWith("75/150  0.4 it/s", line);
        Assert.Contains("… ━━━━━━━━━━──────────", line);
        Assert.EndsWith("50 %    1:30", line);
    }

    [Fact]
    public void PlainTable_HasNoFrameNoEscapesAndNoWidth()
    {
        var text = PlainTable.Format(["words", "probability"], [["a [red] fox", "99.0 %"], [new string('x', 300), "1.0 %"]]);

        Assert.Equal(3, text.TrimEnd().Split('\n').Length);
        Assert.Contains("a [red] fox", text);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('│', text);
        Assert.Equal(
            text.Split('\n')[1].IndexOf("99.0", StringComparison.Ordinal),
            text.Split('\n')[0].IndexOf("probability", StringComparison.Ordinal));
    }
}
