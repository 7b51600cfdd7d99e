namespace Atelier.Training.Loop;

/// <summary>How long a step took.</summary>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="ProcessorSeconds">Processor time of all cores, which does not depend on other processes.</param>
public sealed record StepTime(double Seconds, double ProcessorSeconds);
