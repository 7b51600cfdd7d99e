namespace Atelier.Art.Imagine.Loop;

/// <summary>A progress report of one iteration, or of the start.</summary>
/// <param name="Iteration">Iterations done; 0 for the start.</param>
/// <param name="Total">Iterations planned.</param>
/// <param name="Loss">The sum of <paramref name="Losses"/>; null for the start.</param>
/// <param name="Losses">The loss of each prompt, summed over the critics; none for the start.</param>
/// <param name="SecondsPerIteration">A running mean.</param>
/// <param name="Preview">The path of the preview just written, or null.</param>
public sealed record ImagineStep(
    int Iteration, int Total, double? Loss, IReadOnlyDictionary<string, double> Losses, double SecondsPerIteration, string? Preview);
