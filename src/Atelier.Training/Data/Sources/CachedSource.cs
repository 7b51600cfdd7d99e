namespace Atelier.Training.Data.Sources;

/// <summary>Keeps pictures in memory once they were read.</summary>
internal sealed class CachedSource(IPictureSource source) : IPictureSource
{
    private readonly PictureSample?[] _read = new PictureSample?[source.Count];

    public int Count => source.Count;

    public IReadOnlyList<string> Classes => source.Classes;

    public string NameOf(int index) => source.NameOf(index);

    public PictureSample Read(int index) => _read[index] ??= source.Read(index);

    public string CaptionOf(int index) => source.CaptionOf(index);

    public void Dispose() => source.Dispose();
}
