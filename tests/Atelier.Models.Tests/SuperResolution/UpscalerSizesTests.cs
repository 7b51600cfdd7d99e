using System.Globalization;
using Atelier.Core;
using Atelier.Models.SuperResolution;

namespace Atelier.Models.Tests.SuperResolution;

/// <summary>Scale, width, depth and growth of every family of upscalers are read from the tensors.</summary>
public sealed class UpscalerSizesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-sizes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 1, 4)]
    [InlineData(3, 1, 8)]
    [InlineData(4, 1, 16)]
    [InlineData(2, 2, 2)]
    [InlineData(2, 4, 1)]
    [InlineData(1, 2, 1)]
    public void Rrdb_OfAnyScaleInAnyNames_ComputesTheSame(int doublings, int fold, int scale)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var options = new RrdbOptions { Doublings = doublings, Fold = fold, Features = 12, Blocks = 2, Growth = 5 };
        using var network = new RrdbNet(Weights.Fresh(random), options).Freeze();
        var x = rand([1, 3, 8, 8], device: random.device, generator: random);
        var expected = network.call(x);
        Assert.Equal([1, 3, 8 * scale, 8 * scale], expected.shape);

        foreach (var name in new Func<string, string>[] { key => key, key => Esrgan(key), key => Oldest(key, doublings) })
        {
            var stored = network.state_dict()
                .ToDictionary(entry => name(entry.Key), entry => new StoredTensor(entry.Value.shape, () => entry.Value.clone()));
            using var loaded = UpscalerFile.Build(UpscalerFile.Renamed(stored, "x.pth"), "x.pth");

            Assert.Equal(options, ((RrdbNet)loaded).Options);
            Assert.Equal(scale, loaded.Scale);
            Assert.Equal(0, (loaded.call(x) - expected).abs().max().ToDouble());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Srvgg_OfAnySizes_IsReadFromTheTensors(int scale)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var options = new SrvggOptions { Scale = scale, Features = 6, Convolutions = 3 };
        using var network = new SrvggNet(Weights.Fresh(random), options).Freeze();

        using var loaded = UpscalerFile.Build(Stored(network), "x.pth");

        Assert.Equal(options, ((SrvggNet)loaded).Options);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    public void Ncnn_OfAnyScale_IsReadFromItsLayers(int doublings, int scale)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var network = new RrdbNet(Weights.Fresh(random), new() { Doublings = doublings, Features = 4, Blocks = 1, Growth = 2 })
            .Freeze();
        var (param, bin) = (Path.Combine(_folder, "net.param"), Path.Combine(_folder, "net.bin"));
        string[] order =
        [
            "conv_first",
            .. from dense in Enumerable.Range(1, 3) from conv in Enumerable.Range(1, 5) select $"body.0.rdb{dense}.conv{conv}",
            "conv_body", .. Enumerable.Range(1, doublings).Select(i => $"conv_up{i}"), "conv_hr", "conv_last",
        ];
        var state = network.state_dict();
        var layers = order.Select(name => (Name: name, Weight: state[name + ".weight"], Bias: state[name + ".bias"])).ToList();
        var lines = layers.Select(layer => $"Convolution {layer.Name} 1 1 a b 0={layer.Bias.numel()} 1=3 5=1 6={layer.Weight.numel()}");
        File.WriteAllLines(param, ["7767517", "1 1", .. lines, "Interp up 1 1 a b 0=1 1=2.000000e+00 2=2.000000e+00"]);
        File.WriteAllBytes(bin, [.. layers.SelectMany(layer => new byte[4].Concat(layer.Weight.ToBytes()).Concat(layer.Bias.ToBytes()))]);
        var x = rand([1, 3, 8, 8], device: random.device, generator: random);

        using var loaded = UpscalerFile.Load(ModelFiles.Find(bin));

        Assert.Equal(scale, loaded.Scale);
        Assert.Equal(0, (loaded.call(x) - network.call(x)).abs().max().ToDouble());
        File.WriteAllText(param, File.ReadAllText(param).Replace("1=2.000000e+00", "1=3.000000e+00"));
        Assert.Contains(
            "enlarges 3 times at once",
            Assert.Throws<ModelFileException>(() => UpscalerFile.Load(ModelFiles.Find(bin))).Message);
    }

    [Fact]
    public void Load_BesideAConfigurationOfAnotherScale_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var network = new SrvggNet(Weights.Fresh(random), new() { Scale = 2, Features = 4, Convolutions = 1 });
        Torch.WeightFiles.SafeTensors.Write(Path.Combine(_folder, "model.safetensors"), network.state_dict());
        File.WriteAllText(Path.Combine(_folder, "config.json"), """{"scale": 4}""");

        Assert.Contains(
            "do not belong together",
            Assert.Throws<ModelFileException>(() => UpscalerFile.Load(ModelFiles.Find(_folder))).Message);
    }

    private static Dictionary<string, StoredTensor> Stored(Upscaler network) => network.state_dict()
        .ToDictionary(entry => entry.Key, entry => new StoredTensor(entry.Value.shape, () => entry.Value.clone()));

    private static string Esrgan(string key) => key
        .Replace("body.", "RRDB_trunk.").Replace(".rdb", ".RDB").Replace("conv_body.", "trunk_conv.").Replace("conv_up", "upconv")
            .Replace("conv_hr.", "HRconv.");

    // convolutions of the sequence are apart by two where an activation lies between, by three where the picture is doubled besides
    private static string Oldest(string key, int doublings)
    {
        var parts = key.Split('.');
        var hr = doublings == 0 ? 2 : 2 + (3 * doublings);
        return parts[0] switch
        {
            "conv_first" => $"model.0.{parts[1]}",
            "conv_body" => $"model.1.sub.2.{parts[1]}",
            "conv_hr" => $"model.{hr}.{parts[1]}",
            "conv_last" => $"model.{hr + 2}.{parts[1]}",
            "body" => $"model.1.sub.{parts[1]}.{parts[2].ToUpperInvariant()}.{parts[3]}.0.{parts[4]}",
            var up => $"model.{3 * int.Parse(up[^1..], CultureInfo.InvariantCulture)}.{parts[1]}",
        };
    }
}
