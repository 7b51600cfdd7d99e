using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Art.Explore.Works;

/// <summary>What becomes of the best of several ideas, kept as <c>work.json</c> in their folder.</summary>
/// <param name="Style">The style to paint it in; null for none.</param>
/// <param name="Film">Whether the painting is filmed.</param>
/// <param name="Scale">The factor to upscale it by; 1 for none.</param>
public sealed record WorkOrder(string? Style, bool Film, double Scale)
{
    private const string Name = "work.json";

    /// <summary>Reads the order of a folder.</summary>
    /// <exception cref="DataFormatException">It is missing or malformed.</exception>
    public static WorkOrder Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new DataFormatException($"'{folder}' is no work: it holds no {Name}.");
        }

        try
        {
            return JsonSerializer.Deserialize<WorkOrder>(
                InputFile.ReadText(path, "a work's record", (message, inner) => new DataFormatException(message, inner)),
                JsonSerializerOptions.Web) is { Scale: >= 1 and <= 16 } order
                ? order
                : throw new DataFormatException($"{path} does not tell what was ordered: its scale is not from 1 to 16.");
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{path} does not tell what was ordered: line {e.LineNumber + 1} is broken.", e);
        }
    }

    /// <summary>Writes it into a folder.</summary>
    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, Name), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
}
