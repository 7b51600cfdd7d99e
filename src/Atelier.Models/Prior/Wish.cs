namespace Atelier.Models.Prior;

/// <summary>What a picture is wanted of: a class, a feature, or nothing. b batch.</summary>
/// <param name="Classes">i64 [b], the number of classes for a picture of any; or null.</param>
/// <param name="Features">[b, w], all 0 for a picture of anything; or null.</param>
public sealed record Wish(Tensor? Classes = null, Tensor? Features = null)
{
    /// <summary>Each picture's so many times, one after the other.</summary>
    public Wish Each(long times) => new(Classes?.repeat_interleave(times, 0), Features?.repeat_interleave(times, 0));
}
