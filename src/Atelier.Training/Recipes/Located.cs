using Atelier.Core;

namespace Atelier.Training.Recipes;

/// <summary>A value together with its place in a recipe. Options keep those values that may prove wrong only later, when the data or a
/// model is opened, so that the error can still name file, line and key. Converts from and to the bare value.</summary>
/// <param name="value">The value.</param>
/// <param name="location">Where it was read; null if code set it.</param>
public readonly struct Located<T>(T value, RecipeLocation? location = null)
{
    /// <summary>The value.</summary>
    public T Value { get; } = value;

    /// <summary>Where it was read; null if code set it.</summary>
    public RecipeLocation? Location { get; } = location;

    /// <summary>The bare value.</summary>
    public static implicit operator T(Located<T> located) => located.Value;

    /// <summary>A value that code set.</summary>
    public static implicit operator Located<T>(T value) => new(value);

    /// <summary>The error that the value is not what it should be.</summary>
    /// <param name="requirement">What would be right, without a full stop.</param>
    public RecipeException Error(string requirement) => Location?.Error(requirement) ?? new($"'{Value}' cannot be used; {requirement}.");

    /// <summary>The error that what the value names cannot be used.</summary>
    public RecipeException Error(Exception cause) => Location?.Error(cause) ?? new(cause.Message, cause);

    /// <summary>The value as text.</summary>
    public override string ToString() => Value?.ToString() ?? "";
}
