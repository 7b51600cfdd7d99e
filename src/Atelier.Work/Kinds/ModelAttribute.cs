namespace Atelier.Work.Kinds;

/// <summary>The option names a model. Forms offer the installed ones of these kinds.</summary>
/// <param name="kinds">Such as <c>vqgan</c>; see <c>kind</c> in a model's config.json.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelAttribute(params string[] kinds) : Attribute
{
    /// <summary>The kinds of models that fit.</summary>
    public IReadOnlyList<string> Kinds => kinds;
}
