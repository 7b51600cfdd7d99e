using Atelier.Core;

namespace Atelier.Training.Recipes;

/// <summary>Where a value stands in a recipe, for error messages.</summary>
/// <param name="File">The recipe's file; null for an override.</param>
/// <param name="Line">The line in the file, from 1.</param>
/// <param name="Key">The full key, such as <c>training.steps</c>.</param>
/// <param name="Written">The value as written, in quotes, or why there is none.</param>
public sealed record RecipeLocation(string? File, long? Line, string Key, string Written)
{
    private string Place => File is null ? "" : $"{File}, line {Line}: ";

    /// <summary>The error that the value is not what it should be.</summary>
    /// <param name="requirement">What would be right, without a full stop.</param>
    public RecipeException Error(string requirement) => Create($"{Key} is {Written}; {requirement}.");

    /// <summary>The error that the value names a file or folder that is not there.</summary>
    public RecipeException NothingAt(string path) => Create($"{Key} is {Written}; there is nothing at {path}.", missing: path);

    /// <summary>The error that what the value names cannot be used.</summary>
    public RecipeException Error(Exception cause) => Create($"{Key}: {cause.Message}", cause);

    /// <summary>The error that the key has no value.</summary>
    public RecipeException Missing() => Create($"{Key} is missing.");

    /// <summary>The error that the key does not exist.</summary>
    /// <param name="suggestion">Which keys exist, without a full stop.</param>
    public RecipeException Unknown(string suggestion) => Create($"the key {Key} is not known here; {suggestion}.");

    private RecipeException Create(string message, Exception? cause = null, string? missing = null) =>
        new(Place + message, cause) { File = File, Line = Line, Key = Key, IsOverride = File is null, Missing = missing };
}
