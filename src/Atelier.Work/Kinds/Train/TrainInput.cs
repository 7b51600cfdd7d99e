using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Atelier.Training.Recipes;

namespace Atelier.Work.Kinds.Train;

/// <summary>The options of a training run. A null means the recipe's own value.</summary>
public sealed record TrainInput
{
    [Required, RecipeName, Description("The recipe.")]
    public string? Recipe { get; init; }

    [Range(1, 100_000_000), Description("Optimizer steps.")]
    public int? Steps { get; init; }

    [Range(1, 65536), Description("Pictures of a step.")]
    public int? Batch { get; init; }

    [Range(0, int.MaxValue), Description("The same seed gives the same run.")]
    public int? Seed { get; init; }

    [Length(0, 64), Description("Further numbers of the recipe: optimiser.learning_rate=1e-4.")]
    public IReadOnlyList<string> Set { get; init; } = [];

    [RegularExpression(
        "^[a-z0-9][a-z0-9-]{0,63}$", ErrorMessage = "{0} is not made of small letters, digits and hyphens, as in my-model.")]
    [Description("Install the model under this name when it is trained; by default it is not installed.")]
    public string? Name { get; init; }
}

/// <summary>The option names a recipe that comes with the program.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecipeNameAttribute : ChoicesAttribute
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Choices => RecipeShelf.Names;
}
