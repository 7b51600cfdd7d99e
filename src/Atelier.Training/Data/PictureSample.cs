namespace Atelier.Training.Data;

/// <summary>A picture with its labels.</summary>
/// <param name="Pixels">Bytes [h, w, c].</param>
/// <param name="Class">The index of its class, or -1.</param>
/// <param name="Caption">Its caption; empty without one.</param>
/// <param name="HardNegative">A caption that is wrong in one thing; empty without one.</param>
public sealed record PictureSample(byte[] Pixels, int Class = -1, string Caption = "", string HardNegative = "");
