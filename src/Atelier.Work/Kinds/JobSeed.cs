namespace Atelier.Work.Kinds;

/// <summary>The seeds of jobs: 32 bits.</summary>
internal static class JobSeed
{
    /// <summary>The seed of one of several jobs that were ordered together.</summary>
    /// <param name="seed">What was ordered; null for any.</param>
    /// <param name="offset">How far this job's seed is from that of the first.</param>
    /// <param name="room">Seeds that must follow any seed.</param>
    public static long Resolve(long? seed, long offset, long room = 0) =>
        (seed is { } ordered ? ordered + offset : Random.Shared.NextInt64(1, uint.MaxValue - room)) & uint.MaxValue;
}
