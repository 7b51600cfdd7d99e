using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>Reads the record that a picture carries as options of a job. Files of the machine that made it are left out: only uploads
/// and names of models mean the same here.</summary>
public static class ImagineRecord
{
    /// <summary>The options as JSON; null if the text is no record that can be used.</summary>
    /// <param name="record">The text under <see cref="ImagineOptions.Key"/>.</param>
    public static JsonElement? Read(string record)
    {
        try
        {
            var options = ImagineOptions.FromJson(WithoutFiles(record), "the picture");
            var plan = options.Plan;
            var input = new ImagineInput
            {
                Prompts =
                [
                    .. plan.Texts.Select(prompt => ToInput(prompt) with { Text = prompt.Subject }),
                    .. plan.Images.Where(prompt => PictureId.IsOne(prompt.Subject))
                        .Select(prompt => ToInput(prompt) with { Picture = prompt.Subject }),
                ],
                Model = Name(options.Model),
                Clip = [.. options.Clip.Select(Name)],
                Width = options.Width,
                Height = options.Height,
                ImagineWidth = options.Width,
                ImagineHeight = options.Height,
                Iterations = options.Iterations,
                Seed = (long)(options.Seed & uint.MaxValue),
                Start = options.Start,
                StartWeight = options.InitWeight,
                Tile = options.Edit.Tile,
                Mirror = options.Edit.Mirror,
                Candidates = options.Candidates,
                Optimizer = options.Optimizer,
                LearningRate = options.LearningRate,
                Cutn = options.Cutn,
                CutPower = options.CutPower ?? 1,
                CutMethod = options.CutMethod,
                Anchor = options.Anchor,
                TotalVariation = options.TotalVariation,
                Patience = options.Patience,
                Steering = options.Steering?
                    .Select(change => new SteeringInput { Iteration = change.Iteration, Weights = change.Weights }).ToList(),
            };
            return input.Prompts.Count == 0 ? null : JsonDocument.Parse(InputJson.Write(input)).RootElement;
        }
        catch (Exception e) when (e is AtelierException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // what names a picture to start from, which is a file of another machine
    private static string WithoutFiles(string record)
    {
        if (JsonNode.Parse(record) is not JsonObject options)
        {
            return record;
        }

        foreach (var name in (string[])["initImage", "crossImage", "strength"])
        {
            options.Remove(name);
        }

        (options["edit"] as JsonObject)?.Remove("mask");
        return options.ToJsonString();
    }

    private static PromptInput ToInput(Prompt prompt) =>
        new() { Weight = prompt.Weight, Stop = double.IsNegativeInfinity(prompt.Stop) ? null : prompt.Stop };

    private static string Name(string model) => Path.GetFileName(model.TrimEnd('/', '\\'));
}
