namespace Atelier.Work.Running;

/// <summary>The studio has given the job to somebody else, or it has ended.</summary>
internal sealed class LeaseEndedException() : Exception("The lease of this job has ended.");
