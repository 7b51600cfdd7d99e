using Atelier.Art.Imagine;
using Atelier.Core;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>Turns a job's options into the engine's.</summary>
internal static class ImagineOptionsMapping
{
    /// <summary>The engine's options.</summary>
    /// <param name="input">The job's.</param>
    /// <param name="picture">The path, or any other name, of an uploaded picture.</param>
    /// <param name="total">Iterations.</param>
    /// <param name="size">The size at which it is imagined.</param>
    public static ImagineOptions ToOptions(
        this ImagineInput input, Func<string, string> picture, int total, (int Width, int Height) size) => new()
    {
        Prompt = Join(input.Prompts.Where(prompt => prompt.Picture is null), prompt => prompt.Text!),
        ImagePrompts = Join(input.Prompts.Where(prompt => prompt.Picture is not null), prompt => picture(prompt.Picture!)),
        Model = input.Model,
        Clip = input.Clip,
        Width = size.Width,
        Height = size.Height,
        Iterations = total,
        Seed = (ulong)(input.Seed ?? 0),
        Start = input.Start,
        InitImage = input.StartPicture is null ? null : picture(input.StartPicture),
        InitWeight = input.StartWeight,
        Strength = input.Strength,
        Edit = new() { Mask = input.Mask is null ? null : picture(input.Mask), Tile = input.Tile, Mirror = input.Mirror },
        Candidates = input.Candidates,
        Optimizer = input.Optimizer,
        LearningRate = input.LearningRate,
        Cutn = input.Cutn,
        CutPower = input.CutPower,
        CutMethod = input.CutMethod,
        Anchor = input.Anchor,
        TotalVariation = input.TotalVariation,
        Patience = input.Patience,
        Steering = input.Steering?.Select(change => new SteeringChange(change.Iteration, Weights(change.Weights, picture))).ToList(),
        SaveEvery = (total + JobRun.MostPreviews - 1) / JobRun.MostPreviews,
    };

    /// <summary>Checks that every prompt is either words or a picture.</summary>
    /// <exception cref="OptionException">One is neither, or both.</exception>
    public static void RequireSubjects(this ImagineInput input)
    {
        foreach (var (i, prompt) in input.Prompts.Index())
        {
            if (string.IsNullOrWhiteSpace(prompt.Text) == (prompt.Picture is null))
            {
                throw new OptionException($"prompts[{i}] needs words in text, or an upload in picture, and not both.", $"prompts[{i}]");
            }
        }
    }

    /// <summary>Weights by the names that the engine has for the prompts.</summary>
    public static IReadOnlyDictionary<string, double> Weights(IReadOnlyDictionary<string, double> weights, Func<string, string> picture) =>
        weights.ToDictionary(one => PictureId.IsOne(one.Key) ? picture(one.Key) : one.Key.Trim(), one => one.Value);

    private static string Join(IEnumerable<PromptInput> prompts, Func<PromptInput, string> subject) =>
        string.Join('|', prompts.Select(prompt => PromptText.Write(subject(prompt), prompt.Weight, prompt.Stop)));
}
