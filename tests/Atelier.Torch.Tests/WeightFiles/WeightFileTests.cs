using System.IO.Compression;
using Atelier.Core;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Torch.Tests.WeightFiles;

public sealed class WeightFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SafeTensors_WrittenAndRead_AreTheSameInEveryType()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "x.safetensors");
        var tensors =
            new[] { ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Byte, ScalarType.Bool }
                .ToDictionary(
                    dtype => dtype.ToString(), dtype => tensor(new float[] { 0f, 1f, 1f, 0f, 1f, 0f }, [2, 3]).to(dtype).transpose(0, 1));

        SafeTensors.Write(path, tensors, new Dictionary<string, string> { ["step"] = "7" });
        var read = SafeTensors.Read(path, out var metadata);

        Assert.Equal("7", metadata["step"]);
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.ToArray<float>(), read[name].Read().ToArray<float>());
            Assert.Equal(tensor.dtype, read[name].Read().dtype);
            Assert.Equal([3, 2], read[name].Shape);
        }
    }

    [Theory]
    [InlineData("clip-vit-tiny", "model.safetensors")]
    [InlineData("clip-rn-tiny", "clip-rn-tiny.jit.pt")]
    [InlineData("clip-vit-tiny2", "clip-vit-tiny2.sd.legacy.pt")]
    [InlineData("vqgan-gumbel-tiny", "vqgan-gumbel-tiny.ckpt")]
    public void Open_OfAFileCutOffAnywhere_SaysSoInOneSentence(string name, string file)
    {
        var whole = File.ReadAllBytes(Golden.Locate(name, file)!);
        var path = Path.Combine(_folder, file);
        for (var i = 0; i < 40; i++)
        {
            File.WriteAllBytes(path, whole[..(int)(whole.LongLength * i / 40)]);

            var error = Assert.Throws<ModelFileException>(() => ReadAll(path));

            Assert.Contains(file, error.Message);
        }
    }

    [Theory]
    [InlineData("clip-rn-tiny", "clip-rn-tiny.jit.pt")]
    [InlineData("clip-vit-tiny2", "clip-vit-tiny2.sd.legacy.pt")]
    [InlineData("clip-vit-tiny", "model.safetensors")]
    public void Open_OfAFileWithWrongBytes_NeverThrowsAnythingElse(string name, string file)
    {
        var whole = File.ReadAllBytes(Golden.Locate(name, file)!);
        var path = Path.Combine(_folder, file);
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            var broken = (byte[])whole.Clone();
            for (var j = 0; j < 20; j++)
            {
                broken[random.Next(Math.Min(broken.Length, 60_000))] = (byte)random.Next(256); // headers and pickles lie at the beginning
            }

            File.WriteAllBytes(path, broken);
            try
            {
                ReadAll(path);
            }
            catch (AtelierException)
            {
            }
        }
    }

    [Theory]
    [InlineData("posix", "system", "posix.system")]
    [InlineData("builtins", "eval", "builtins.eval")]
    [InlineData("subprocess", "Popen", "subprocess.Popen")]
    [InlineData("mine", "innocent", "mine.innocent")]
    public void Open_OfAPickleThatCallsSomething_IsRefusedByName(string module, string function, string named)
    {
        var path = Path.Combine(_folder, "evil.pt");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var pickle = archive.CreateEntry("evil/data.pkl").Open();
            pickle.Write($"\u0080\u0002c{module}\n{function}\nX\u0006\0\0\0rm -rf\u0085R.".Select(letter => (byte)letter).ToArray());
        }

        var error = Assert.Throws<ModelFileException>(() => WeightFile.Open(path));

        Assert.Contains("refused", error.Message);
        Assert.Contains(named, error.Message);
    }

    /// <summary>The files of the LPIPS authors: written by Python 2, whose pickles keep sizes as LONG1.</summary>
    [Fact]
    public void Open_OfAFileWrittenByPython2_GivesItsTensors()
    {
        var path = Golden.Outside("goldens", "lpips-mini", "vgg.pth");
        Assert.SkipWhen(path is null, "the LPIPS file is not ours to commit and is not beside this checkout");

        using var scope = NewDisposeScope();
        var read = WeightFile.Open(path);
        var same = SafeTensors.Read(Golden.Outside("goldens", "lpips-mini", "vgg_lins.safetensors")!, out _);

        Assert.Equal(same.Keys.Order(), read.Keys.Order());
        foreach (var (name, tensor) in same)
        {
            Assert.Equal(tensor.Shape, read[name].Shape);
            Assert.Equal(tensor.Read().ToArray<float>(), read[name].Read().ToArray<float>());
        }
    }

    [Fact]
    public void Open_OfStorageSizesAsLongs_ReadsThem()
    {
        var path = Path.Combine(_folder, "long.pth");
        const string Magic = "\u0080\u0002\u008a\u000a\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.";
        const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\n" +
            "U\u0001aU\u0003cpu\u008a\u0001\u0002NtQK\0K\u0002\u0085K\u0001\u0085\u0089NtR";
        var file = $"{Magic}\u0080\u0002M\u00e9\u0003.\u0080\u0002}}.\u0080\u0002}}U\u0001x{Tensor}s.\u0080\u0002]U\u0001aa.";
        File.WriteAllBytes(path, [
            .. file.Select(letter => (byte)letter),
            .. BitConverter.GetBytes(2L),
            .. BitConverter.GetBytes(1.5f),
            .. BitConverter.GetBytes(-2f),
        ]);

        using var scope = NewDisposeScope();

        Assert.Equal([1.5f, -2f], WeightFile.Open(path)["x"].Read().ToArray<float>());
    }

    private static void ReadAll(string path)
    {
        using var scope = NewDisposeScope();
        foreach (var tensor in WeightFile.Open(path).Values)
        {
            using var inner = NewDisposeScope();
            tensor.Read();
        }
    }
}
