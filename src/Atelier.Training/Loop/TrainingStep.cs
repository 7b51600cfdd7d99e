namespace Atelier.Training.Loop;

/// <summary>What a trainer reports of a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Total">Steps planned.</param>
/// <param name="Values">Named figures: losses, rates.</param>
/// <param name="Sheet">The newest sheet of samples, or null.</param>
public sealed record TrainingStep(long Step, long Total, IReadOnlyDictionary<string, double> Values, string? Sheet = null);
