namespace Atelier.Art.Imagine.Loop;

/// <summary>What the loop reports after an iteration.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Total">Iterations planned.</param>
/// <param name="Loss">Their sum.</param>
/// <param name="Losses">Loss of each prompt, summed over the CLIPs.</param>
/// <param name="SecondsPerIteration">Of late.</param>
/// <param name="Preview">The preview just written, or null.</param>
public sealed record ImagineStep(
    int Iteration, int Total, double Loss, IReadOnlyDictionary<string, double> Losses, double SecondsPerIteration, string? Preview);
