using Atelier.Core;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Torch.Tests.WeightFiles;

public sealed class OnnxFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("atelier-onnx-").FullName, "net.onnx");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Theory]
    [InlineData(true, ScalarType.Float32)]
    [InlineData(false, ScalarType.Float32)]
    [InlineData(true, ScalarType.Float16)]
    public void Weights_AreNamedByTheGraph(bool raw, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (arange(8, type).reshape(2, 1, 2, 2), arange(2, type));
        File.WriteAllBytes(_file, OnnxWriter.Write(
            [("Relu", ["x"]), ("Conv", ["x", "b"]), ("Conv", ["y", "a", "c"])],
            new Dictionary<string, Tensor> { ["a"] = first, ["b"] = first + 1, ["c"] = second },
            raw));

        var stored = WeightFile.Open(_file);

        Assert.Equal(["Conv.0.weight", "Conv.1.bias", "Conv.1.weight"], stored.Keys.Order());
        Assert.True(stored["Conv.1.weight"].Read().equal(first).all().ToBoolean());
        Assert.True(stored["Conv.0.weight"].Read().equal(first + 1).all().ToBoolean());
        Assert.True(stored["Conv.1.bias"].Read().equal(second).all().ToBoolean());
    }

    [Fact]
    public void AFileThatEndsEarly_OrIsChanged_IsRefused_OrReads()
    {
        using var scope = NewDisposeScope();
        var whole = OnnxWriter.Write([("Conv", ["x", "a"])], new Dictionary<string, Tensor> { ["a"] = ones(2, 1, 1, 1) });
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_file, whole[..length]);
            Assert.Throws<ModelFileException>(() => WeightFile.Open(_file));
        }

        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var changed = whole.ToArray();
            changed[random.Next(10, changed.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_file, changed);
            try
            {
                WeightFile.Open(_file).Values.ToList().ForEach(tensor => tensor.Read().Dispose());
            }
            catch (ModelFileException)
            {
            }
        }
    }

    [Fact]
    public void NumbersInAnotherFile_AreRefused()
    {
        using var scope = NewDisposeScope();
        byte[] tensor = [.. OnnxWriter.Initializer("a", ones(1), raw: true), .. OnnxWriter.Number(14, 1)];
        File.WriteAllBytes(_file, [.. OnnxWriter.Number(1, 3), .. OnnxWriter.Bytes(2, "CNTK"u8.ToArray()), .. OnnxWriter.Bytes(
            7, OnnxWriter.Bytes(5, tensor))]);

        Assert.Contains("another file", Assert.Throws<ModelFileException>(() => WeightFile.Open(_file)).Message);
    }
}
