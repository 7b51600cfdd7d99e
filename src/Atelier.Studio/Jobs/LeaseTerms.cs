namespace Atelier.Studio.Jobs;

/// <summary>The terms on which workers hold jobs.</summary>
/// <param name="Length">How long a lease holds without a sign of life.</param>
public sealed record LeaseTerms(TimeSpan Length)
{
    /// <summary>Half a minute: a worker speaks every five seconds.</summary>
    public static LeaseTerms Default { get; } = new(TimeSpan.FromSeconds(30));

    /// <summary>When a lease that is renewed now ends, in Unix ms.</summary>
    internal long Until(long now) => now + (long)Length.TotalMilliseconds;
}
