using System.Text;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Torch.WeightFiles;

/// <summary>Reads the weights out of ONNX files. The graph is not run; the weights are named by it: <c>Conv.0.weight</c> is the weight of
/// the first convolution in the order of the graph.</summary>
public static class OnnxFile
{
    private const int Graph = 7;                                            // fields of a model
    private const int Node = 1, Initializer = 5;                            // of a graph
    private const int Input = 1, Operator = 4;                              // of a node
    private const int Dimensions = 1, Kind = 2, Floats = 4, Name = 8, Raw = 9, Location = 14; // of a tensor
    private const int Fp32 = 1, Fp16 = 10;                                  // kinds

    private static readonly Dictionary<string, string[]> s_roles = new()    // of an operator's inputs from the second on
    {
        ["Conv"] = ["weight", "bias"],
        ["Gemm"] = ["weight", "bias"],
        ["BatchNormalization"] = ["weight", "bias", "running_mean", "running_var"],
    };

    /// <summary>True for the first bytes of such a file: the format's version, then the program that wrote it.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) => head is [0x08, < 0x20, 0x12, ..];

    /// <summary>The weights in fp32 and fp16; those of other operators, and other kinds of numbers, are left out.</summary>
    /// <exception cref="ModelFileException">The file is damaged, or its numbers lie in another file.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Read(string path)
    {
        ReadOnlyMemory<byte> bytes = InputFile.ReadBytes(path, "a weight file", (message, inner) => new ModelFileException(message, inner));
        try
        {
            var model = new ProtobufReader(bytes);
            while (model.Next())
            {
                if (model.Field == Graph)
                {
                    return ReadGraph(model.Bytes, path);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new ModelFileException($"{path} is a damaged ONNX file.", e);
        }

        throw new ModelFileException($"{path} is a damaged ONNX file: it holds no graph.");
    }

    private static Dictionary<string, StoredTensor> ReadGraph(ReadOnlyMemory<byte> graph, string path)
    {
        var (named, weights, counts) = (new Dictionary<string, StoredTensor?>(), new Dictionary<string, StoredTensor>(),
            new Dictionary<string, int>());
        var nodes = new List<(string Operator, List<string> Inputs)>();
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            if (reader.Field == Initializer)
            {
                var (name, tensor) = ReadTensor(reader.Bytes, path);
                named[name] = tensor;
            }
            else if (reader.Field == Node)
            {
                nodes.Add(ReadNode(reader.Bytes));
            }
        }

        foreach (var (kind, inputs) in nodes.Where(node => s_roles.ContainsKey(node.Operator)))
        {
            var place = counts[kind] = counts.GetValueOrDefault(kind, -1) + 1;
            foreach (var (role, input) in s_roles[kind].Zip(inputs.Skip(1)))
            {
                if (named.GetValueOrDefault(input) is { } tensor)
                {
                    weights[$"{kind}.{place}.{role}"] = tensor;
                }
            }
        }

        return weights;
    }

    private static (string Operator, List<string> Inputs) ReadNode(ReadOnlyMemory<byte> node)
    {
        var (kind, inputs) = ("", new List<string>());
        var reader = new ProtobufReader(node);
        while (reader.Next())
        {
            if (reader.Field == Input)
            {
                inputs.Add(Text(reader.Bytes));
            }
            else if (reader.Field == Operator)
            {
                kind = Text(reader.Bytes);
            }
        }

        return (kind, inputs);
    }

    // without a tensor where its numbers are of another kind
    private static (string Name, StoredTensor? Tensor) ReadTensor(ReadOnlyMemory<byte> tensor, string path)
    {
        var (name, kind, elsewhere, shape, pieces) = ("", 0, false, new List<long>(), new List<ReadOnlyMemory<byte>>());
        var reader = new ProtobufReader(tensor);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Dimensions:
                    shape.AddRange(reader.Numbers());
                    break;
                case Kind:
                    kind = (int)reader.Number;
                    break;
                case Name:
                    name = Text(reader.Bytes);
                    break;
                case Floats or Raw:
                    pieces.Add(reader.Bytes);
                    break;
                case Location:
                    elsewhere = reader.Number != 0;
                    break;
            }
        }

        if (elsewhere)
        {
            throw new ModelFileException($"{path} keeps its weights in another file: an ONNX file that holds them is needed.");
        }

        if (kind is not (Fp32 or Fp16))
        {
            return (name, null);
        }

        var width = kind == Fp32 ? sizeof(float) : sizeof(short);
        return shape.TrueForAll(size => size is > 0 and <= int.MaxValue)
            && shape.Aggregate((Int128)width, (bytes, size) => bytes > int.MaxValue ? bytes : bytes * size)
                == pieces.Sum(piece => (long)piece.Length)
            ? (name, new([.. shape], () => Numbers(pieces).ToTensor(kind == Fp32 ? ScalarType.Float32 : ScalarType.Float16, [.. shape])))
            : throw new ModelFileException($"{path} is a damaged ONNX file: {name} holds too few numbers, or too many.");
    }

    private static ReadOnlySpan<byte> Numbers(List<ReadOnlyMemory<byte>> pieces) =>
        pieces is [var only] ? only.Span : pieces.SelectMany(piece => piece.ToArray()).ToArray();

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
