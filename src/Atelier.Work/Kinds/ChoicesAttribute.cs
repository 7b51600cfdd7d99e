using System.ComponentModel.DataAnnotations;
using Atelier.Core;

namespace Atelier.Work.Kinds;

/// <summary>The option is one of names that are known when the program runs.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ChoicesAttribute : ValidationAttribute
{
    private const int Told = 12; // of very many names

    /// <summary>The names.</summary>
    public abstract IReadOnlyList<string> Choices { get; }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is string name && Choices.Contains(name));

    /// <summary>What is wrong with a name, in one sentence.</summary>
    internal string Sentence(string option, string name)
    {
        var near = EditDistance.Nearest(name, Choices, within: Math.Max(3, name.Length / 2));
        return $"{option} '{name}' is not known; "
            + (near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?"
                : Choices.Count <= Told ? $"there are {string.Join(", ", Choices)}."
                : $"there are {string.Join(", ", Choices.Take(Told))}, and {Choices.Count - Told} more.");
    }
}
