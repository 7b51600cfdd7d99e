using System.Buffers.Binary;
using System.IO.Compression;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Tests.Recipes;

/// <summary>Small data sets in the formats people have, in a folder of their own.</summary>
internal sealed class TinyData : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-data-").FullName;

    /// <summary>MNIST's format: squares that tell their class by their place.</summary>
    public string Idx(int train = 40, int test = 12, int side = 8)
    {
        Pictures("train", train, side, zip: true);
        Pictures("t10k", test, side, zip: false);
        return Folder;
    }

    /// <summary>Pictures in sub-folders a and b, of 9 by 7 pixels, with captions beside those in a.</summary>
    public string Pictures(int each = 6)
    {
        foreach (var (name, colour) in new[] { ("a", Colour.Black), ("b", Colour.White) })
        {
            Directory.CreateDirectory(Path.Combine(Folder, name));
            for (var i = 0; i < each; i++)
            {
                Picture.Blank(9, 7, colour).Save(Path.Combine(Folder, name, $"{i}.png"));
            }
        }

        for (var i = 0; i < each; i++)
        {
            File.WriteAllText(Path.Combine(Folder, "a", $"{i}.txt"), $"black number {i}\n");
        }

        return Folder;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Pictures(string stem, int count, int side, bool zip)
    {
        var (pictures, labels) = (new byte[16 + (count * side * side)], new byte[8 + count]);
        (pictures[2], pictures[3], labels[2], labels[3]) = (8, 3, 8, 1);
        foreach (var (bytes, at, value) in new[] { (pictures, 4, count), (pictures, 8, side), (pictures, 12, side), (labels, 4, count) })
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
        }

        for (var i = 0; i < count; i++)
        {
            labels[8 + i] = (byte)(i % 4);
            for (var p = 0; p < side * side / 4; p++)
            {
                var (y, x) = (((i % 4) / 2 * side / 2) + (p / (side / 2)), (i % 2 * side / 2) + (p % (side / 2)));
                pictures[16 + (i * side * side) + (y * side) + x] = (byte)(200 + (i % 50));
            }
        }

        Save($"{stem}-images-idx3-ubyte", pictures);
        Save($"{stem}-labels-idx1-ubyte", labels);

        void Save(string name, byte[] bytes)
        {
            var path = Path.Combine(Folder, name);
            if (!zip)
            {
                File.WriteAllBytes(path, bytes);
                return;
            }

            using var stream = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest);
            stream.Write(bytes);
        }
    }
}
