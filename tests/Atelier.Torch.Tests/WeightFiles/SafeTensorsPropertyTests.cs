using Atelier.Torch.WeightFiles;
using CsCheck;

namespace Atelier.Torch.Tests.WeightFiles;

/// <summary>Whatever is written as safetensors is read again, byte for byte.</summary>
public sealed class SafeTensorsPropertyTests : IDisposable
{
    private static readonly (ScalarType Type, int Bytes)[] Types =
    [
        (ScalarType.Float32, 4), (ScalarType.Float16, 2), (ScalarType.BFloat16, 2), (ScalarType.Float64, 8), (ScalarType.Int64, 8),
        (ScalarType.Int32, 4), (ScalarType.Int16, 2), (ScalarType.Int8, 1), (ScalarType.Byte, 1),
    ];

    // any text but half a surrogate pair, which no file can hold
    private static readonly Gen<string> Texts = Gen.String.Where(text => !text.Any(char.IsSurrogate));

    private static readonly Gen<Content> Contents =
        from type in Gen.OneOf(Types)
        from shape in Gen.Long[0, 4].Array[0, 5]
        from bytes in Gen.Byte.Array[(int)shape.Aggregate((long)type.Bytes, (product, size) => product * size)]
        select new Content(type.Type, shape, bytes);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void TensorsAndMetadata_AreReadAsTheyWereWritten() => Gen.Select(
        Gen.Dictionary(Texts.Where(name => name != "__metadata__"), Contents)[0, 6],
        Gen.Dictionary(Texts, Texts)[0, 4]).Sample(
        (contents, metadata) =>
        {
            using var scope = NewDisposeScope();
            SafeTensors.Write(_file, contents.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToTensor())), metadata);

            var read = SafeTensors.Read(_file, out var words);

            Assert.Equal(metadata.OrderBy(pair => pair.Key), words.OrderBy(pair => pair.Key));
            Assert.Equal(contents.Keys.Order(), read.Keys.Order());
            foreach (var (name, content) in contents)
            {
                var tensor = read[name].Read();
                Assert.Equal(content.Type, tensor.dtype);
                Assert.Equal(content.Bytes, tensor.ToBytes());
                Assert.Equal(content.Shape, tensor.shape);
            }
        },
        iter: 200,
        threads: 1);

    private sealed record Content(ScalarType Type, long[] Shape, byte[] Bytes)
    {
        public Tensor ToTensor() => ((ReadOnlySpan<byte>)Bytes).ToTensor(Type, Shape);
    }
}
