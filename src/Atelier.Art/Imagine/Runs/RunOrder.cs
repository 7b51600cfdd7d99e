using System.Text.Json;
using Atelier.Core;

namespace Atelier.Art.Imagine.Runs;

/// <summary>What was asked for besides the picture; a run that goes on still knows it.</summary>
/// <param name="Output">A second place for the picture, or null.</param>
/// <param name="Paint">The style in which it is painted then, or null.</param>
/// <param name="Upscale">How many times larger it is made then, or null.</param>
public sealed record RunOrder(string? Output = null, string? Paint = null, double? Upscale = null)
{
    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="UserException">It is something else.</exception>
    public static RunOrder FromJson(string json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<RunOrder>(json, JsonSerializerOptions.Web) ?? new();
        }
        catch (JsonException e)
        {
            throw new UserException($"{where} does not tell what was asked for: line {e.LineNumber + 1} is broken.", e);
        }
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>The same, with what a later order says put in its place.</summary>
    public RunOrder With(RunOrder later) => new(later.Output ?? Output, later.Paint ?? Paint, later.Upscale ?? Upscale);
}
