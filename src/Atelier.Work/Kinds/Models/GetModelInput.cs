using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Atelier.Hub;

namespace Atelier.Work.Kinds.Models;

/// <summary>The options of a download.</summary>
public sealed record GetModelInput
{
    [Required, CatalogueName, Description("A model of the catalogue.")]
    public string? Name { get; init; }
}

/// <summary>The option names a model of the catalogue.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CatalogueNameAttribute : ChoicesAttribute
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Choices => [.. Catalogue.Entries.Select(entry => entry.Name)];
}
