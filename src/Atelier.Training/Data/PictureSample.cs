namespace Atelier.Training.Data;

/// <summary>A picture with its labels.</summary>
/// <param name="Pixels">Bytes [h, w, c].</param>
/// <param name="Class">The index of its class, or -1.</param>
/// <param name="Caption">Its caption; empty without one.</param>
/// <param name="HardNegative">A caption that is wrong in one thing; empty without one.</param>
public sealed record PictureSample(byte[] Pixels, int Class = -1, string Caption = "", string HardNegative = "")
{
    /// <summary>The number of the picture, for sources that repeat pictures with other captions: samples with the same number have the
    /// same pixels. Below 0 for others.</summary>
    public long Number { get; init; } = -1;

    /// <summary>What the caption claims; empty where that is unknown.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Whether a claim holds of the picture.</summary>
    public Func<string, bool> Holds { get; init; } = _ => false;
}
