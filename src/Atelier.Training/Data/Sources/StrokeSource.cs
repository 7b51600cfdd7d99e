namespace Atelier.Training.Data.Sources;

/// <summary>The source of a painter, whose learner draws random strokes itself (<c>StrokeSimulator</c>). Samples are empty.</summary>
internal sealed class StrokeSource : IPictureSource
{
    private static readonly PictureSample Empty = new([]);

    public int Count => 1 << 16; // the length of an epoch; there is no end

    public IReadOnlyList<string> Classes => [];

    public string NameOf(int index) => $"strokes {index}";

    public PictureSample Read(int index) => Empty;

    public void Dispose()
    {
    }
}
