namespace Atelier.Studio.Jobs;

/// <summary>A worker wrote to a job that is no longer its own: the lease ran out, or the job has ended.</summary>
public sealed class LeaseLostException() : Exception("This job is no longer yours: its lease has ended.");
