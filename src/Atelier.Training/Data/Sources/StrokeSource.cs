namespace Atelier.Training.Data.Sources;

/// <summary>Strokes of chance: nothing is stored, a painter's learner draws them itself
/// (<c>StrokeWorld</c>), so a sample holds no picture.</summary>
internal sealed class StrokeSource : IPictureSource
{
    private static readonly PictureSample Nothing = new([]);

    public int Count => 1 << 16; // without end; so many are an epoch

    public IReadOnlyList<string> Classes => [];

    public string NameOf(int index) => $"strokes {index}";

    public PictureSample Read(int index) => Nothing;

    public void Dispose()
    {
    }
}
