using System.IO.Compression;
using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Torch.Tests.WeightFiles;

/// <summary>Checkpoints with other things than tensors in them. Each holds the tensor x [2] = 1.5, -2.</summary>
public sealed class PickleTests : IDisposable
{
    private const string Magic = "\u0080\u0002\u008a\u000a\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.";
    private const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u0001aU\u0003cpuK\u0002NtQ"
        + "K\0K\u0002\u0085K\u0001\u0085\u0089NtR";
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-pickle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Harmless()
    {
        string[] builtins = ["frozenset", "set", "slice", "range", "xrange", "complex", "bytes", "bytearray", "object", "list", "dict",
            "int", "float", "str", "unicode", "ValueError", "type"];
        return
        [
            .. builtins.SelectMany(name => new[] { $"cbuiltins\n{name}\n", $"c__builtin__\n{name}\n" }).Select(name => name + ")R"),
            "c__builtin__\ngetattr\ncmytrain\nKind\nU\u0001A\u0086R", // an Enum's member
            "c__builtin__\ngetattr\ncmytrain\nOuter\nU\u0005Inner\u0086R)\u0081", // a nested class
            "cmytrain\nKind\nK\u0001\u0085R", // an Enum of another Python
            "ccollections\nOrderedDict\n]]K\u0001aK\u0002aa\u0085R", "ccollections\ndefaultdict\nc__builtin__\nlist\n\u0085R",
                "ccollections\ndeque\n]\u0085R", "ccollections\nCounter\n}\u0085R",
            "cdatetime\ndatetime\nU\u0001a\u0085R", "cdatetime\ntimedelta\nK\0K\0K\0\u0087R", "cpathlib\nPosixPath\nU\u0001a\u0085R",
                "cpathlib\nPurePosixPath\n)R", "cdecimal\nDecimal\nU\u00031.5\u0085R",
            "cfractions\nFraction\nU\u00031/2\u0085R", "cuuid\nUUID\n)\u0081", "cnumpy\ndtype\nU\u0002f8K\0K\u0001\u0087R",
                "cnumpy.core.multiarray\nscalar\nNN\u0086R", "cnumpy\nfloat64\nK\u0001\u0085R",
            "cnumpy._core.multiarray\n_reconstruct\nNN\u0086R", "cfunctools\npartial\nc__builtin__\nlen\n\u0085R",
                "cre\n_compile\nU\u0001aK\0\u0086R", "ctypes\nSimpleNamespace\n)R",
            "imytrain\nOldStyle\n", "(cmytrain\nOldStyle\no", "ctorch\ndevice\nU\u0003cpu\u0085R", "ctorch\nSize\n)\u0085R",
                "carray\narray\nU\u0001b]\u0086R", "\u0096\u0002\0\0\0\0\0\0\0ab",
        ];
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Open_WithAHarmlessValueBesideTheWeights_ReadsThem(string value)
    {
        var mark = value[0] == 'i' ? "(" : "";
        Check(Zip($"}}(U\u0005state}}U\u0001x{Tensor}sU\u0005extra{mark}{value}u."), "state.x");
        Check(Legacy($"}}(U\u0005state}}U\u0001x{Tensor}sU\u0005extra{mark}{value}u."), "state.x");
    }

    [Theory]
    [InlineData("cos\nsystem\nU\u0002ls\u0085R", "os.system")]
    [InlineData("cos\nsystem\n", "os.system")]
    [InlineData("c__builtin__\neval\nU\u00011\u0085R", "__builtin__.eval")]
    [InlineData("cbuiltins\nexec\nU\u00011\u0085R", "builtins.exec")]
    [InlineData("c__builtin__\n__import__\nU\u0002os\u0085R", "__builtin__.__import__")]
    [InlineData("cbuiltins\nopen\nU\u0001a\u0085R", "builtins.open")]
    [InlineData("csubprocess\nPopen\nU\u0002ls\u0085R", "subprocess.Popen")]
    [InlineData("c_io\nFileIO\nU\u0001a\u0085R", "_io.FileIO")]
    [InlineData("ctypes\nFunctionType\n)R", "types.FunctionType")]
    [InlineData("ctorch\nos.system\nU\u0002ls\u0085R", "torch.os.system")]
    [InlineData("ctorch.storage\n_load_from_bytes\nU\u0001a\u0085R", "torch.storage._load_from_bytes")]
    [InlineData("cbuiltins\ngetattr\nctorch\nTensor\nU\u0009__class__\u0086R", "torch.Tensor.__class__")]
    [InlineData("cbuiltins\ngetattr\n]U\u0001a\u0086R", "builtins.getattr")]
    [InlineData("ctime\nsleep\nK\u0009\u0085R", "time.sleep")]
    [InlineData("cmine\ninnocent\n)R", "mine.innocent")]
    [InlineData("ccollections\nCounter\n)R)R", "collections.Counter")]
    public void Open_WithWhatRunsCode_IsRefusedByName(string value, string named)
    {
        var message = Assert.Throws<ModelFileException>(() => WeightFile.Open(Zip($"}}(U\u0001x{Tensor}U\u0005extra{value}u."))).Message;

        Assert.Contains("is refused", message);
        Assert.Contains(named, message);
    }

    [Theory]
    [InlineData("}q\0(U\u0006configh\0U\u0001x{x}u.", "x")]                                                   // a dictionary in itself
    [InlineData("}q\0(U\u0001c]q\u0001h\u0001aU\u0001x{x}u.", "x")]                                           // a list in itself
    [InlineData("}(U\u0001ccmine\nNode\n)\u0081q\u0001}(U\u0001ph\u0001U\u0001lh\u0001ubU\u0001x{x}u.", "x")] // an object in its own state
    [InlineData("}q\0(U\u0001aq\u0001}q\u0002(U\u0001uh\0U\u0001yh\u0002uU\u0001x{x}u.", "x")]
    public void Open_OfObjectsThatContainThemselves_ReadsTheTensors(string pickle, string key)
    {
        Check(Zip(pickle.Replace("{x}", Tensor)), key);
        Check(Legacy(pickle.Replace("{x}", Tensor)), key);
    }

    [Fact]
    public async Task Open_OfManyObjectsThatAllKnowEachOther_IsQuick()
    {
        // twelve objects, each with all twelve as attributes: 12¹² ways lead through them
        var objects = string.Concat(Enumerable.Range(0, 12).Select(i => $"cmine\nNode\n)\u0081q{(char)i}0"));
        var states = string.Concat(Enumerable.Range(0, 12).Select(i => $"h{(char)i}}}({string.Concat(Enumerable.Range(0, 12).Select(
            j => $"U\u0001{(char)('a' + j)}h{(char)j}"))}ub0"));
        var path = Zip($"{objects}{states}}}(U\u0001nh\0U\u0001x{Tensor}u.");

        await Task.Run(() => Check(path, "x")).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Open_OfAVeryDeepPickle_ReadsTheTensors()
    {
        var deep = string.Concat(Enumerable.Repeat("}U\u0001a", 100_000)) + "N" + new string('s', 100_000);

        Check(Zip($"}}(U\u0001d{deep}U\u0001x{Tensor}u."), "x");
        Check(Legacy($"}}(U\u0001d{deep}U\u0001x{Tensor}u."), "x");
    }

    /// <summary>An optimiser's state goes by numbers; its storages lie among the others in the older format.</summary>
    [Fact]
    public void Open_OfALegacyFileWithTensorsUnderNumbers_FindsTheRest()
    {
        var other = Tensor.Replace("U\u0001a", "U\u0001b").Replace("FloatStorage", "DoubleStorage");
        var file = $"{Magic}\u0080\u0002M\u00e9\u0003.\u0080\u0002}}."
            + $"\u0080\u0002}}(K\u0007{other}U\u0001x{Tensor}u.\u0080\u0002](U\u0001bU\u0001ae.";
        var path = Path.Combine(_folder, "numbers.pth");
        File.WriteAllBytes(path, [.. Bytes(file), .. BitConverter.GetBytes(2L), .. new byte[16], .. Numbers(legacy: true)]);

        Check(path, "x");
    }

    [Fact]
    public void Open_OfAWholeModule_GivesItsStateDict()
    {
        var conv = $"cmine\nConv\n)\u0081}}(U\u000b_parametersccollections\nOrderedDict\n)RU\u0006weight{Tensor}sU\u0008_modules}}ub";

        Check(Zip($"cmine\nNet\n)\u0081}}(U\u000b_parameters}}U\u0008_modules}}U\u0005first{conv}sub."), "first.weight");
    }

    /// <summary>As StyleGAN's pickles hold their networks: the state of a module whose source text lies beside it, and tensors with their
    /// numbers inside.</summary>
    [Fact]
    public void Open_OfAStyleGanPickle_ReadsTheStateAndNeverTheSource()
    {
        var module = "ctorch_utils.persistence\n_reconstruct_persistent_obj\n}(U\u0004typeU\u0005classU\u000amodule_srcU\u0009import os"
            + "U\u000aclass_nameU\u0003NetU\u0005state}(U\u000b_parameters}U\u0001x{x}sU\u000c_init_kwargscdnnlib.util\nEasyDict\n)\u0081"
            + "(U\u0005clampM\0\u0001U\u0004wide\u0088uuu\u0085R";
        var path = Plain($"}}U\u0005G_ema{module}s.");

        Check(path, "G_ema.x");
        WeightFile.Open(path, out var values);
        Assert.Equal(
            [("G_ema._init_kwargs.clamp", "256"), ("G_ema._init_kwargs.wide", "True")],
            values.Select(value => (value.Key, value.Value)).Order());
    }

    [Theory]
    [InlineData("}(U\u0001x{x}U\u0005extracos\nsystem\nU\u0002ls\u0085Ru.", "os.system")]
    [InlineData("}(U\u0001x{x}U\u0005extractorch_utils.persistence\n_reconstruct_persistent_obj\nU\u0001a\u0085Ru.",
        "torch_utils.persistence._reconstruct_persistent_obj")]
    [InlineData("}(U\u0001x{x}U\u0005extractorch.storage\n_load_from_bytes\nC\u0006\u0080\u0002cos\n\u0085Ru.", "breaks off")]
    [InlineData("}(U\u0001x{x}U\u0005extractorch.storage\n_load_from_bytes\nC\u000f\u0080\u0002cos\nsystem\n).\u0085Ru.", "os.system")]
    [InlineData("}(U\u0001x{x}U\u0005extractorch.storage\n_load_from_bytes\nC\u0005\u0080\u0002K\u0001.\u0085Ru.", "_load_from_bytes")]
    [InlineData("(cdnnlib.tflib.network\nNetwork\n)\u0081t.", "legacy.py")]
    [InlineData("}U\u0001aK\u0001s.", "no tensors")]
    [InlineData("K\u0001.", "no weight file")]
    public void Open_OfABadPlainPickle_SaysWhatIsWrong(string pickle, string named) =>
        Assert.Contains(named, Assert.Throws<ModelFileException>(() => WeightFile.Open(Plain(pickle))).Message);

    [Fact]
    public void Open_OfABytesWithinBytes_IsRefused()
    {
        var inner = Storage($"ctorch.storage\n_load_from_bytes\nC\u0001.\u0085R.");
        var path = Plain("}U\u0001x" + "ctorch.storage\n_load_from_bytes\nC" + (char)inner.Length + inner + "\u0085Rs.");

        Assert.Contains("_load_from_bytes", Assert.Throws<ModelFileException>(() => WeightFile.Open(path)).Message);
    }

    private static void Check(string path, string key)
    {
        using var scope = NewDisposeScope();
        var stored = WeightFile.Open(path);
        var known = stored.ContainsKey(key) ? key : key.Split('.')[^1];

        Assert.Equal([known], stored.Keys);
        Assert.Equal([1.5f, -2f], stored[known].Read().ToArray<float>());
    }

    // a pickle by itself; {x} is the tensor, with its numbers inside
    private string Plain(string pickle)
    {
        var numbers = string.Concat(Numbers(legacy: true).Select(each => (char)each));
        var stream = Storage("(U\u0007storagectorch\nFloatStorage\nU\u0001aU\u0003cpuK\u0002NtQ.") + "\u0080\u0002]U\u0001aa." + numbers;
        var tensor = $"ctorch._utils\n_rebuild_tensor_v2\n(ctorch.storage\n_load_from_bytes\nC{(char)stream.Length}{stream}\u0085R"
            + "K\0K\u0002\u0085K\u0001\u0085\u0089NtR";
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.pkl");
        File.WriteAllBytes(path, [0x80, 2, .. Bytes(pickle.Replace("{x}", tensor))]);
        return path;
    }

    // the older format, up to its value
    private static string Storage(string value) => $"{Magic}\u0080\u0002M\u00e9\u0003.\u0080\u0002}}.\u0080\u0002{value}";

    private string Zip(string pickle)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.pth");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var entry = archive.CreateEntry("net/data.pkl").Open())
        {
            entry.Write([0x80, 2, .. Bytes(pickle)]);
        }

        using var storage = archive.CreateEntry("net/data/a").Open();
        storage.Write(Numbers(legacy: false));
        return path;
    }

    private string Legacy(string pickle)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.pth");
        File.WriteAllBytes(path, [.. Bytes($"{Magic}\u0080\u0002M\u00e9\u0003.\u0080\u0002}}.\u0080\u0002{pickle}\u0080\u0002]U\u0001aa."),
            .. Numbers(legacy: true)]);
        return path;
    }

    private static byte[] Numbers(bool legacy) =>
        [.. legacy ? BitConverter.GetBytes(2L) : [], .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)];

    private static byte[] Bytes(string letters) => [.. letters.Select(letter => (byte)letter)];
}
