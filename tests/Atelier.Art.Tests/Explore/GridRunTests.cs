using Atelier.Art.Explore.Grids;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Explore;

public sealed class GridRunTests : IDisposable
{
    private readonly ToyModels _toys = new();

    private string Runs => Path.Combine(_toys.Folder, "runs");

    private GridPlan Plan => GridPlan.Create(
        new()
        {
            Prompt = "a {red|blue} apple", Model = _toys.Vqgan, Clip = [_toys.Clip], SaveEvery = 0, Precision = Precision.Fp32,
        },
        [null, GridAxis.Parse("seed=3..7"), null],
        (options, _, value) => options with { Seed = ulong.Parse(value) });

    public void Dispose() => _toys.Dispose();

    [Fact]
    public void Run_MakesEveryCell_ASheetAndAPage()
    {
        var grid = GridRun.Begin(Plan, Runs);

        var made = grid.Run();
        var (sheets, page) = grid.WriteSheets();

        Assert.All(made, cell => Assert.True(File.Exists(cell.Picture)));
        var alone = TextToImagePipeline.Begin(Plan.Cells[5].Options, Runs).Run();
        Assert.InRange(LargestDifference(alone, made[5].Picture!), 0, 1);
        var sheet = Picture.Load(Assert.Single(sheets));
        Assert.True(sheet.Width > 2 * 32 && sheet.Height > 5 * 32);
        var html = File.ReadAllText(page);
        Assert.Contains("a {red|blue} apple", html);
        Assert.Contains("src=\"cells/010/picture.png\"", html);
        Assert.DoesNotContain("http", html);
    }

    [Fact]
    public void Resume_AfterBeingKilled_MakesTheMissingCellsAlone()
    {
        var whole = GridRun.Begin(Plan, Runs);
        var expected = whole.Run();
        var broken = GridRun.Begin(Plan, Runs);
        using var stop = new CancellationTokenSource();
        broken.Run(new SynchronousProgress<BatchStep>(step => Stop(step, stop)), stop.Token); // in the last two
        Directory.Delete(Path.Combine(broken.Folder, "cells", "010"), recursive: true);

        var again = GridRun.Resume(broken.Folder);
        var steps = new List<BatchStep>();
        var made = again.Run(new SynchronousProgress<BatchStep>(steps.Add));

        Assert.Equal(8, again.DoneBefore);
        Assert.Equal([8, 9], steps.Select(step => step.Run).Distinct().Order());
        Assert.All(expected.Zip(made), pair =>
            Assert.InRange(LargestDifference(pair.First.Picture!, pair.Second.Picture!), 0, 1));
        Assert.All(GridRun.Resume(broken.Folder).Run(), cell => Assert.Null(cell.Error));
    }

    [Fact]
    public void ACellThatFails_IsNamedOnThePage_AndLeavesAGap()
    {
        var grid = GridRun.Begin(Plan, Runs);
        File.WriteAllText(Path.Combine(grid.Folder, "cells", "003", "state.safetensors"), "broken");

        var made = grid.Run();
        var (sheets, page) = grid.WriteSheets();

        Assert.IsAssignableFrom<AtelierException>(Assert.Single(made, cell => cell.Error is not null).Error);
        Assert.Contains("class=\"missing\"", File.ReadAllText(page));
        Assert.True(File.Exists(sheets[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"command\": \"grid\"}")]
    [InlineData("""{"command":"grid","prompt":"a","columns":["a"],"rows":[""],"layers":[""],"cells":[],"isKeywordComparison":false}""")]
    [InlineData("""{"command":"grid","prompt":"a","columns":[null],"rows":[],"layers":[],"cells":[null],"isKeywordComparison":false}""")]
    public void Resume_OfABrokenRecord_IsRefused(string record)
    {
        Directory.CreateDirectory(Runs);
        File.WriteAllText(Path.Combine(Runs, "grid.json"), record);

        Assert.Throws<DataFormatException>(() => GridRun.Resume(Runs));
    }

    [Fact]
    public void Begin_WithAModelThatIsMissing_LeavesNothing()
    {
        var plan = Plan;
        var wrong = plan.Cells[3] with { Options = plan.Cells[3].Options with { Model = "no" } };
        plan = plan with { Cells = [.. plan.Cells.Take(3), wrong, .. plan.Cells.Skip(4)] };

        Assert.ThrowsAny<AtelierException>(() => GridRun.Begin(plan, Runs));

        Assert.Empty(Directory.GetFileSystemEntries(Runs));
    }

    private static void Stop(BatchStep step, CancellationTokenSource stop)
    {
        if (step is { Run: >= 8, Step.Iteration: 2 })
        {
            stop.Cancel();
        }
    }

    private static int LargestDifference(string one, string other) =>
        Picture.Load(one).Pixels.Zip(Picture.Load(other).Pixels, (a, b) => Math.Abs(a - b)).Max();
}
