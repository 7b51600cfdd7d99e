namespace Atelier.Studio.Jobs;

/// <summary>The states of a job, as the database and the API write them.</summary>
public static class JobState
{
    /// <summary>It waits for a worker.</summary>
    public const string Queued = "queued";

    /// <summary>A worker has a lease on it.</summary>
    public const string Running = "running";

    /// <summary>It is done; its outputs are there.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>It cannot be done; its error says why.</summary>
    public const string Failed = "failed";

    /// <summary>It was given up on request.</summary>
    public const string Canceled = "canceled";

    /// <summary>Whether a job in this state stays in it.</summary>
    public static bool IsFinal(string state) => state is Succeeded or Failed or Canceled;
}
