namespace Atelier.Models.Prior;

/// <summary>What the prior is conditioned on: classes, features, or nothing. b batch.</summary>
/// <param name="Classes">i64 [b], where the number of classes stands for no class; or null.</param>
/// <param name="Features">[b, w], where all zeros stand for no feature; or null.</param>
public sealed record Conditioning(Tensor? Classes = null, Tensor? Features = null)
{
    /// <summary>Repeats each element of the batch, copies side by side.</summary>
    public Conditioning Each(long times) => new(Classes?.repeat_interleave(times, 0), Features?.repeat_interleave(times, 0));
}
