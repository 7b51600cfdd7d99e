using System.Buffers.Binary;
using System.IO.Compression;
using Atelier.Core;

namespace Atelier.Training.Data.Sources;

/// <summary>MNIST's format (LeCun): <c>train-images-idx3-ubyte</c> with <c>train-labels-idx1-ubyte</c>, and the same with <c>t10k</c>;
/// gzipped or not.</summary>
internal sealed class IdxSource : IPictureSource
{
    private const int PicturesHeader = 16;
    private const int LabelsHeader = 8;
    private readonly DataOptions _options;
    private readonly byte[] _pictures;
    private readonly byte[] _labels;
    private readonly string _name;
    private readonly int _width;
    private readonly int _height;

    public IdxSource(DataOptions options, DataSplit split)
    {
        var stem = split == DataSplit.Train ? "train" : "t10k";
        (_options, _name) = (options, stem);
        _pictures = Open(options.Path, $"{stem}-images-idx3-ubyte", 3, PicturesHeader);
        _labels = Open(options.Path, $"{stem}-labels-idx1-ubyte", 1, LabelsHeader);
        Count = Size(_pictures, 0);
        (_height, _width) = (Size(_pictures, 1), Size(_pictures, 2));
        if (_pictures.Length != PicturesHeader + ((long)Count * _width * _height) || _width < 1 || _height < 1 || Size(_labels, 0) != Count
            || _labels.Length != LabelsHeader + Count)
        {
            throw new DataFormatException(
                $"{options.Path}: the {stem} files are truncated, or pictures and labels do not belong together.");
        }

        Classes = [.. Enumerable.Range(0, Count == 0 ? 0 : _labels[LabelsHeader..].Max() + 1).Select(i => $"{i}")];
    }

    public int Count { get; }

    public IReadOnlyList<string> Classes { get; }

    public string NameOf(int index) => $"{_name} picture {index}";

    public PictureSample Read(int index)
    {
        var length = _width * _height;
        return new(
            _options.Fit(_pictures.AsSpan(PicturesHeader + (index * length), length), _width, _height, 1),
            _labels[LabelsHeader + index]);
    }

    public void Dispose()
    {
    }

    private static int Size(byte[] file, int axis) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(4 + (4 * axis)));

    private static byte[] Open(string folder, string name, byte axes, int header)
    {
        var path = new[] { name, name + ".gz", name.Replace("-idx", ".idx", StringComparison.Ordinal) }
            .Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new DataFormatException($"{folder} has no {name} (or {name}.gz).");
        var bytes = RawFile.ReadAll(path);
        if (bytes is [0x1f, 0x8b, ..])
        {
            try
            {
                using var unzipped = new MemoryStream();
                new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress).CopyTo(unzipped);
                bytes = unzipped.ToArray();
            }
            catch (InvalidDataException e)
            {
                throw new DataFormatException($"{path} is damaged: it cannot be unzipped.", e);
            }
        }

        return bytes.Length >= header && bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 8 && bytes[3] == axes
            ? bytes
            : throw new DataFormatException($"{path} is no IDX file of bytes with {axes} axes.");
    }
}
