using Atelier.Core.Files;
using System.Buffers.Binary;
using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>Reads the weights out of ncnn files (<c>.param</c> says the layers, <c>.bin</c> holds their numbers one after another) and
/// gives them the names of the network they came from. The graph itself is not run.</summary>
public static class NcnnFile
{
    private const uint HalfPrecision = 0x01306B47;
    private const int LargestSize = 1 << 16; // channels, or the side of a kernel
    private const int MostDoublings = 5;

    /// <summary>True for the path of either file of a pair.</summary>
    public static bool Recognises(string path) =>
        Path.GetExtension(path) is ".param" || (Path.GetExtension(path) is ".bin" && File.Exists(Path.ChangeExtension(path, ".param")));

    /// <summary>The weights in BasicSR's names: an SRVGGNetCompact where there are PReLU layers, else an RRDBNet.</summary>
    /// <param name="path">The <c>.bin</c> or the <c>.param</c>; the other lies beside it.</param>
    /// <exception cref="ModelFileException">One of the files is missing, damaged, or of another network.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Read(string path)
    {
        var (param, bin) = (Path.ChangeExtension(path, ".param"), Path.ChangeExtension(path, ".bin"));
        foreach (var file in new[] { param, bin })
        {
            if (!File.Exists(file))
            {
                throw new ModelFileException($"An ncnn model is a pair of files: {file} is missing.");
            }
        }

        var all = ReadLayers(param);
        var layers = all.Where(layer => layer.Type is "Convolution" or "PReLU").ToArray();
        var names = layers.Any(layer => layer.Type == "PReLU") ? SrvggNames(layers.Length) : RrdbNames(layers, all, param);
        var bytes = InputFile.ReadBytes(bin, "ncnn's weight file", (message, inner) => new ModelFileException(message, inner));
        var result = new Dictionary<string, StoredTensor>();
        var at = 0;
        foreach (var (layer, name) in layers.Zip(names))
        {
            if (layer.Type == "PReLU")
            {
                Add(name + ".weight", [layer.Number(0)], half: false);
                continue;
            }

            var (channels, kernel, count) = (layer.Number(0), layer.Number(1), layer.Number(6));
            if (channels is < 1 or > LargestSize || kernel is < 1 or > LargestSize || count < 1
                || count % (channels * kernel * kernel) != 0)
            {
                throw new ModelFileException(
                    $"{param}: {layer.Name} would have {count} weights for {channels} channels of {kernel} × {kernel}: the file is " +
                    "damaged.");
            }

            var tag = at + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) : throw Short();
            at += 4;
            if (tag is not (0 or HalfPrecision))
            {
                throw new ModelFileException($"{bin}: {layer.Name} is stored in a compressed form (tag {tag:X8}); fp32 or fp16 is needed.");
            }

            Add(name + ".weight", [channels, count / channels / kernel / kernel, kernel, kernel], half: tag == HalfPrecision);
            if (layer.Number(5) == 1)
            {
                Add(name + ".bias", [channels], half: false);
            }
        }

        return at == bytes.Length ? result : at > bytes.Length ? throw Short()
            : throw new ModelFileException($"{bin} has {bytes.Length - at} bytes more than {param} tells of: they do not belong together.");

        void Add(string key, long[] shape, bool half)
        {
            var count = shape.Aggregate(1L, (a, b) => a * b);
            var length = count * (half ? 2 : 4);
            if (count < 1 || length > bytes.Length - at)
            {
                throw Short();
            }

            var from = at;
            result.Add(key, new(
                shape,
                () => TensorExtensions.ToTensor(bytes.AsSpan(from, (int)length), half ? ScalarType.Float16 : ScalarType.Float32, shape)));
            at += (int)((length + 3) / 4 * 4);
        }

        ModelFileException Short() => new($"{bin} is cut short: {param} tells of more weights than it holds.");
    }

    private static List<Layer> ReadLayers(string param)
    {
        var text = InputFile.ReadText(param, "ncnn's parameter file", (message, inner) => new ModelFileException(message, inner));
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines.Length < 3 || lines[0].Trim() != "7767517")
        {
            throw new ModelFileException($"{param} is no ncnn parameter file: its first line should be 7767517.");
        }

        return [.. lines.Skip(2).Where(line => line.Length > 0).Select(line => Layer.Parse(line, param))];
    }

    private static IEnumerable<string> SrvggNames(int count) => Enumerable.Range(0, count).Select(i => $"body.{i}");

    private static string[] RrdbNames(Layer[] layers, List<Layer> all, string param)
    {
        // first, trunk, one for each doubling, two at the full size; each block has 15
        var (blocks, doublings) = Math.DivRem(layers.Length - 4, 15);
        if (blocks < 1 || doublings > MostDoublings)
        {
            throw new ModelFileException(
                $"{param} is of a network Atelier does not know: {layers.Length} convolutions are neither an SRVGGNetCompact nor an " +
                "RRDBNet.");
        }

        if (all.FirstOrDefault(layer => layer.Type == "Interp" && layer.Factor(1) is not 2) is { } other)
        {
            var times = other.Factor(1);
            throw new ModelFileException(
                $"{param} is of a network Atelier does not know: {other.Name} enlarges {times} times at once, an RRDBNet doubles.");
        }

        return
        [
            "conv_first",
            .. from block in Enumerable.Range(0, blocks)
               from dense in Enumerable.Range(1, 3)
               from conv in Enumerable.Range(1, 5)
               select $"body.{block}.rdb{dense}.conv{conv}",
            "conv_body", .. Enumerable.Range(1, doublings).Select(i => $"conv_up{i}"), "conv_hr", "conv_last",
        ];
    }

    private sealed record Layer(string Type, string Name, Dictionary<int, string> Values)
    {
        public static Layer Parse(string line, string param)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 4 || !int.TryParse(words[2], CultureInfo.InvariantCulture, out var inputs)
                || !int.TryParse(words[3], CultureInfo.InvariantCulture, out var outputs))
            {
                throw new ModelFileException($"{param} is no ncnn parameter file: the line '{line}' is no layer.");
            }

            var values = words.Skip(4 + inputs + outputs).Select(word => word.Split('=', 2))
                .Where(pair => pair.Length == 2 && int.TryParse(pair[0], CultureInfo.InvariantCulture, out _));
            return new(words[0], words[1], values.Select(pair => (Key: int.Parse(pair[0], CultureInfo.InvariantCulture), Value: pair[1]))
                .DistinctBy(pair => pair.Key).ToDictionary());
        }

        public double Factor(int key) => Values.TryGetValue(key, out var text)
            && double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 1;

        public long Number(int key) => Values.TryGetValue(key, out var text)
            && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
