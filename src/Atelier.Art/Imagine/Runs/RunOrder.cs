using System.Text.Json;
using Atelier.Core;

namespace Atelier.Art.Imagine.Runs;

/// <summary>What a run produces besides its picture. It is stored in the run's folder, so that a resumed run does it too.</summary>
/// <param name="Output">A second file for the picture, or null.</param>
/// <param name="Paint">The style to paint it in afterwards, or null.</param>
/// <param name="Upscale">The factor to upscale it by afterwards, or null.</param>
/// <param name="Raw">Whether the picture stays as small as a small model makes it.</param>
public sealed record RunOrder(string? Output = null, string? Paint = null, double? Upscale = null, bool Raw = false)
{
    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="DataFormatException">The JSON is malformed.</exception>
    public static RunOrder FromJson(string json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<RunOrder>(json, JsonSerializerOptions.Web) ?? new();
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{where} does not tell what was asked for: line {e.LineNumber + 1} is broken.", e);
        }
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>This order, overridden by the values that a later one sets.</summary>
    public RunOrder With(RunOrder later) => new(later.Output ?? Output, later.Paint ?? Paint, later.Upscale ?? Upscale, later.Raw || Raw);
}
