using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Art.Explore.Grids;
using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Work.Kinds.Imagine;

namespace Atelier.Work.Kinds.Grid;

/// <summary>Turns a job's options into a plan of cells. Lists of words are those that come with the program; a file is never one.</summary>
internal static class GridPlanning
{
    private const int MostCells = 256;

    private static readonly string[] s_options =
    [
        "seed", "model", "iterations", "start", "candidates", "optimizer", "learningRate", "cutn", "cutPower", "cutMethod", "anchor",
        "totalVariation", "patience", "width", "height",
    ];

    /// <summary>Plans the cells.</summary>
    /// <exception cref="OptionException">A slot or an axis cannot be used, or there are too many cells.</exception>
    public static GridPlan Plan(GridInput input)
    {
        foreach (var slot in PromptTemplate.Parse(input.Prompt!).Slots.Where(slot => slot[0] == '@'))
        {
            _ = WordList.Shipped().Contains(slot[1..]) ? slot : throw new OptionException(
                $"There is no list of words {{{slot}}}; there are {string.Join(", ", WordList.Shipped().Select(name => $"@{name}"))}.",
                "prompt");
        }

        var plan = GridPlan.Create(
            Options(input), [.. new[] { input.X, input.Y, input.Z }.Select(axis => axis is null ? null : Axis(axis))], Change);
        return plan.Cells.Count <= MostCells ? plan
            : throw new OptionException($"The grid has {plan.Cells.Count} cells; at most {MostCells} are possible.", "x");
    }

    private static GridAxis Axis(AxisInput axis) => axis.Values.Any(string.IsNullOrWhiteSpace)
        ? throw new OptionException($"The axis '{axis.Name}' has an empty value.", "values")
        : new(axis.Name!, axis.Values);

    private static ImagineOptions Options(GridInput input) => new()
    {
        Prompt = input.Prompt!,
        Model = input.Model,
        Clip = input.Clip,
        Width = input.Width,
        Height = input.Height,
        Iterations = input.Iterations,
        Seed = (ulong)(input.Seed ?? 0),
        Start = input.Start,
        Cutn = input.Cutn,
        LearningRate = input.LearningRate,
        SaveEvery = 0,
    };

    // the names are the same in a job's options and in the engine's record
    private static ImagineOptions Change(ImagineOptions options, string name, string value)
    {
        if (!s_options.Contains(name))
        {
            throw new OptionException(
                $"The axis '{name}' is neither a slot of the prompt nor one of the options {string.Join(", ", s_options)}.", "name");
        }

        var text = name == "model" ? ModelNames.Require(value, "vqgan") : value;
        var one = new JsonObject { ["prompts"] = new JsonArray(new JsonObject { ["text"] = "x" }), [name] = Value(text) };
        _ = InputJson.Read<ImagineInput>(JsonSerializer.SerializeToElement(one), "grid"); // one sentence if it cannot be
        var record = JsonNode.Parse(options.ToJson())!.AsObject();
        record[name] = Value(text);
        return ImagineOptions.FromJson(record.ToJsonString(), $"The axis '{name}'");
    }

    private static JsonValue Value(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : JsonValue.Create(text);
}
