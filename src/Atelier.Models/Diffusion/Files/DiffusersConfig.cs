using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Compares a <c>config.json</c> of diffusers or transformers with the weights beside it, and with what Atelier
/// computes.</summary>
internal static class DiffusersConfig
{
    /// <summary>Refuses settings that Atelier does not implement: keys with a value that is neither null nor false, unless they are read
    /// elsewhere, have no effect, or have the needed value.</summary>
    public static void RequireKnown(ModelConfig config, IEnumerable<string> read, IReadOnlyDictionary<string, string> needed)
    {
        var known = read.ToHashSet();
        foreach (var key in config.Keys("").Where(key => !known.Contains(key)))
        {
            var value = config.String(key);
            if (needed.TryGetValue(key, out var right)
                ? value is not null && !value.Equals(right, StringComparison.OrdinalIgnoreCase)
                : config.Has(key) && key[0] != '_')
            {
                throw new ModelFileException($"{config.Where}: {key} is '{value ?? "a list"}', which Atelier does not compute; it knows "
                    + $"{right ?? "networks without it"}.");
            }
        }
    }

    /// <summary>Refuses a value, or a list of values, that differs from what the weights have.</summary>
    public static void RequireSame(ModelConfig config, string key, string found)
    {
        if (config.Has(key) && Texts(config, key) is var written && !written.Equals(found, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelFileException(
                $"{config.Where}: {key} is {written}, the weights beside it have {found}: they do not belong together.");
        }
    }

    /// <inheritdoc cref="RequireSame(ModelConfig, string, string)"/>
    public static void RequireSame(ModelConfig config, string key, params IEnumerable<int> found) =>
        RequireSame(config, key, string.Join(", ", found));

    /// <summary>A number for all levels, or one for each; null where the key has no value.</summary>
    /// <exception cref="ModelFileException">The value is neither.</exception>
    public static IReadOnlyList<int>? PerLevel(ModelConfig config, string key, int levels)
    {
        if (!config.Has(key))
        {
            return null;
        }

        var texts = config.String(key) is { } one ? [.. Enumerable.Repeat(one, levels)] : config.Strings(key);
        var numbers = texts.Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        return numbers.Count == levels && numbers.All(number => number > 0) ? numbers : throw new ModelFileException(
            $"{config.Where}: {key} is {Texts(config, key)}; one whole number or {levels} of them are needed, one a level.");
    }

    /// <summary>Refuses heads that do not divide their width.</summary>
    public static void RequireHeads(IReadOnlyList<int> heads, IReadOnlyList<int> widths, string where)
    {
        foreach (var (own, width) in heads.Zip(widths).Where(pair => pair.First < 1 || pair.Second % pair.First != 0))
        {
            throw new ModelFileException($"{where}: {own} attention heads do not divide a width of {width}.");
        }
    }

    private static string Texts(ModelConfig config, string key) => config.String(key) ?? string.Join(", ", config.Strings(key));
}
