using System.Text.Json;
using Atelier.Studio.Jobs;

namespace Atelier.Studio.Faces.A1111;

/// <summary>What a picture was made with, as AUTOMATIC1111 writes it.</summary>
internal static class Infotext
{
    /// <summary>Three lines: the prompt, the negative prompt if there is one, and the settings.</summary>
    public static string Write(A1111Order order, JobRow job)
    {
        var input = JsonSerializer.Deserialize<JsonElement>(job.Input);
        var negative = order.NegativePrompt.Length > 0 ? $"\nNegative prompt: {order.NegativePrompt}" : "";
        return $"{order.Prompt}{negative}\nSteps: {order.Steps}, Sampler: {order.Sampler}, Seed: {Seed(job)}, " +
            $"Size: {Text(input, "width")}x{Text(input, "height")}, Model: {Text(input, "model")}, " +
            $"Iterations: {Text(input, "iterations")}, Imagined at: {Text(input, "imagineWidth")}x{Text(input, "imagineHeight")}, " +
            "Version: Atelier";
    }

    /// <summary>Of a picture's own record, for one that this program made.</summary>
    /// <param name="record">The record, as JSON.</param>
    public static (string Text, IReadOnlyDictionary<string, object> Values) OfRecord(JsonElement record)
    {
        var values = new Dictionary<string, object>
        {
            ["Prompt"] = Text(record, "prompt"),
            ["Steps"] = Text(record, "iterations"),
            ["Sampler"] = Text(record, "optimizer"),
            ["Seed"] = Text(record, "seed"),
            ["Size"] = $"{Text(record, "width")}x{Text(record, "height")}",
            ["Model"] = Text(record, "model"),
            ["Version"] = "Atelier",
        };
        return ($"{values["Prompt"]}\n{string.Join(", ", values.Skip(1).Select(pair => $"{pair.Key}: {pair.Value}"))}", values);
    }

    /// <summary>A job's seed.</summary>
    public static long Seed(JobRow job) => JsonSerializer.Deserialize<JsonElement>(job.Input).GetProperty("seed").GetInt64();

    private static string Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.ToString() : "";
}
