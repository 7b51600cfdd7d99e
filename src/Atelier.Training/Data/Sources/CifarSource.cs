using Atelier.Core;

namespace Atelier.Training.Data.Sources;

/// <summary>CIFAR-10's binary format (Krizhevsky, 2009): records of a label and 3 × 32 × 32 bytes, red first.</summary>
internal sealed class CifarSource : IPictureSource
{
    private const int Side = 32;
    private const int Record = 1 + (3 * Side * Side);
    private readonly DataOptions _options;
    private readonly byte[] _bytes;
    private readonly DataSplit _split;

    public CifarSource(DataOptions options, DataSplit split)
    {
        (_options, _split) = (options, split);
        var names = split == DataSplit.Test ? ["test_batch.bin"] : Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin");
        var files = names.Select(name => Path.Combine(options.Path, name)).ToList();
        var missing = files.Find(file => !File.Exists(file));
        _bytes = missing is null ? Concatenated(files.Select(RawFile.ReadAll))
            : throw new DataFormatException(
                $"There is no {missing}: CIFAR-10's binary version (cifar-10-binary.tar.gz from " +
                "https://www.cs.toronto.edu/~kriz/cifar.html) is needed, unpacked.");
        Count = _bytes.Length / Record;
        Classes = _bytes.Length % Record == 0
            ? ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
            : throw new DataFormatException($"{options.Path}: the files are truncated: {_bytes.Length} bytes are not records of {Record}.");
    }

    public int Count { get; }

    public IReadOnlyList<string> Classes { get; }

    public string NameOf(int index) => $"{_split} picture {index}";

    public PictureSample Read(int index)
    {
        var record = _bytes.AsSpan(index * Record, Record);
        var pixels = new byte[3 * Side * Side];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = record[1 + (i % 3 * Side * Side) + (i / 3)];
        }

        return record[0] < Classes.Count
            ? new(_options.Fit(pixels, Side, Side, 3), record[0])
            : throw new DataFormatException($"{NameOf(index)} has the class {record[0]}, there are {Classes.Count}.");
    }

    public void Dispose()
    {
    }

    private static byte[] Concatenated(IEnumerable<byte[]> files)
    {
        using var all = new MemoryStream();
        foreach (var file in files)
        {
            all.Write(file);
        }

        return all.ToArray();
    }
}
