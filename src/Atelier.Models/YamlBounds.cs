using Atelier.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Atelier.Models;

/// <summary>Rejects YAML and JSON that would exhaust the stack or the memory of its readers: deep nesting, values that contain themselves,
/// and aliases that multiply ("billion laughs").</summary>
public static class YamlBounds
{
    private const int MaxDepth = 64;
    private const long MaxValues = 1_000_000; // with every alias written out

    /// <summary>Checks a text, then builds its values.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="where">The file, for messages.</param>
    /// <param name="build">Builds the values from a reader.</param>
    /// <param name="error">Makes the exception of a message.</param>
    /// <exception cref="AtelierException">It is too deep, too large, or contains itself.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static T Read<T>(string text, string where, Func<TextReader, T> build, Func<string, AtelierException> error)
    {
        try
        {
            Walk(new(new StringReader(text)), where, error);
            return build(new StringReader(text));
        }
        // YamlDotNet's own on broken texts
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException
            or IndexOutOfRangeException)
        {
            throw new YamlException($"a value is incomplete ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static void Walk(Parser parser, string where, Func<string, AtelierException> error)
    {
        var sizes = new Dictionary<string, long>();
        var open = new Stack<(string Anchor, long Before)>();
        var values = 0L;
        while (parser.MoveNext())
        {
            var line = parser.Current!.Start.Line;
            values++;
            switch (parser.Current)
            {
                case MappingStart or SequenceStart when open.Count >= MaxDepth:
                    throw error($"{where}, line {line}: values lie more than {MaxDepth} deep within each other.");
                case MappingStart or SequenceStart:
                    open.Push((NameOf(((NodeEvent)parser.Current).Anchor), values));
                    break;
                case MappingEnd or SequenceEnd when open.TryPop(out var closed):
                    sizes[closed.Anchor] = values - closed.Before;
                    break;
                case AnchorAlias alias when open.Any(outer => outer.Anchor == NameOf(alias.Value)):
                    throw error($"{where}, line {line}: a value contains itself (*{NameOf(alias.Value)}).");
                case AnchorAlias alias:
                    values += sizes.GetValueOrDefault(NameOf(alias.Value));
                    break;
            }

            if (values > MaxValues)
            {
                throw error($"{where}, line {line}: it holds more than {MaxValues:N0} values.");
            }
        }
    }

    private static string NameOf(AnchorName anchor) => anchor.IsEmpty ? "" : anchor.Value;
}
