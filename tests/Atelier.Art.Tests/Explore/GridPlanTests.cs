using Atelier.Art.Explore.Grids;
using Atelier.Art.Imagine;
using Atelier.Core;

namespace Atelier.Art.Tests.Explore;

public class GridPlanTests
{
    [Theory]
    [InlineData("a {wooden|golden} temple in {place}", "a X temple in Y", "wooden|golden", "place")]
    [InlineData("{a|b}{c}", "XY", "a|b", "c")]
    [InlineData(@"literal \{braces\}", "literal {braces}")]
    [InlineData(@"a \ fox", @"a \ fox")]
    [InlineData("plain", "plain")]
    public void Template_HoldsItsSlots_AndIsFilled(string prompt, string filled, params string[] slots)
    {
        var template = PromptTemplate.Parse(prompt);

        Assert.Equal(slots, template.Slots);
        Assert.Equal(filled, template.Fill([.. slots.Select((_, i) => i == 0 ? "X" : "Y")]));
    }

    [Theory]
    [InlineData("a {fox", "not closed")]
    [InlineData("a fox}", "closed that was not opened")]
    [InlineData("a {{b|c}}", "within braces")]
    [InlineData("a {} fox", "nothing between")]
    public void Template_ThatIsBroken_IsRefused(string prompt, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionException>(() => PromptTemplate.Parse(prompt)).Message);

    [Theory]
    [InlineData("seed=1,2, 3", "seed", "1", "2", "3")]
    [InlineData("seed=9..11", "seed", "9", "10", "11")]
    [InlineData("style=oil painting|pencil, coloured", "style", "oil painting", "pencil, coloured")]
    [InlineData("style=a=b", "style", "a=b")]
    public void Axis_HoldsItsValues(string text, string name, params string[] values)
    {
        var axis = GridAxis.Parse(text);

        Assert.Equal(name, axis.Name);
        Assert.Equal(values, axis.Values);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("=1")]
    [InlineData("seed=")]
    [InlineData("seed=1,,2")]
    [InlineData("style=@no-such-list")]
    [InlineData("style=@")]
    public void Axis_ThatIsBroken_IsRefused(string text) => Assert.Throws<OptionException>(() => GridAxis.Parse(text));

    [Theory]
    [InlineData("materials")]
    [InlineData("art-styles")]
    public void ShippedLists_HoldEachWordOnce(string name)
    {
        var words = WordList.Read(name);

        Assert.True(words.Count >= 20);
        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.Contains(name, WordList.Shipped());
    }

    [Fact]
    public void Plan_GivesAlternativesTheFreeAxes_AndChangesOptions()
    {
        var plan = GridPlan.Create(
            new() { Prompt = "a {red|blue} {thing}", Seed = 5 },
            [null, GridAxis.Parse("thing=fox,pear,hat"), GridAxis.Parse("seed=8,9")],
            (options, name, value) => name == "seed" ? options with { Seed = ulong.Parse(value) } : throw new OptionException(name));

        Assert.Equal(["red", "blue"], plan.Columns);
        Assert.Equal(["fox", "pear", "hat"], plan.Rows);
        Assert.Equal(["seed 8", "seed 9"], plan.Layers);
        Assert.Equal(12, plan.Cells.Count);
        var cell = plan.Cells[(((1 * 3) + 2) * 2) + 0];
        Assert.Equal((0, 2, 1, "a red hat", 9UL), (cell.X, cell.Y, cell.Z, cell.Options.Prompt, cell.Options.Seed));
    }

    [Theory]
    [InlineData("a fox", "needs an axis")]
    [InlineData("a {size} fox", "No axis gives values to {size}")]
    [InlineData("{a|b}{c|d}{e|f}{g|h}", "no axis left for {g|h}")]
    [InlineData("{a|b} fox:1:2:3:4", "three numbers")]
    public void Plan_ThatCannotBe_IsRefused(string prompt, string expected) => Assert.Contains(
        expected,
        Assert.Throws<OptionException>(() => GridPlan.Create(new() { Prompt = prompt }, [null, null, null], (options, _, _) => options))
            .Message);

    [Fact]
    public void Plan_OfTooManyCells_IsRefused() => Assert.Contains(
        "3000 cells",
        Assert.Throws<OptionException>(() => GridPlan.Create(
            new() { Prompt = "a fox" },
            [GridAxis.Parse("seed=1..300"), GridAxis.Parse("iterations=1..10"), null],
            (options, _, _) => options)).Message);

    [Theory]
    [InlineData("a castle", "a castle", "a castle, woodcut")]
    [InlineData("a castle|blue:-0.2", "a castle|blue:-0.2", "a castle|blue:-0.2|woodcut")]
    [InlineData("a {keyword} castle", "a  castle", "a woodcut castle")]
    public void Keywords_FollowThePrompt_OrTakeTheirSlot(string prompt, string without, string with)
    {
        var plan = KeywordComparison.Plan(new ImagineOptions { Prompt = prompt }, ["woodcut", "mosaic"]);

        Assert.Equal([without, with], plan.Cells.Take(2).Select(cell => cell.Options.Prompt));
        Assert.Equal(3, plan.Columns.Count);
    }
}
