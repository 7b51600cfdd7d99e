namespace Atelier.Training.Data;

/// <summary>A picture that was left out because it cannot be read.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedPicture(string Name, string Reason);
