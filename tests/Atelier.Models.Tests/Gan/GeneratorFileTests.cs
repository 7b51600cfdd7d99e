using System.Text;
using Atelier.Core;
using Atelier.Models.AudioClip;
using Atelier.Models.Gan.AttnGan;
using Atelier.Models.Gan.BigGan;
using Atelier.Models.Gan.Pix2Pix;
using Atelier.Models.Gan.StyleGan2;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests.Gan;

/// <summary>Files of generators that are broken, or another network's.</summary>
public sealed class GeneratorFileTests : IDisposable
{
    private static readonly Dictionary<string, (string Golden, string File, Func<ModelFiles, nn.Module> Load)> Networks = new()
    {
        ["biggan"] = ("biggan-tiny", "pytorch_model.bin", files => BigGanFile.Load(files)),
        ["stylegan2"] = ("stylegan2-tiny", "skip-uncond.pkl", files => StyleGan2File.Load(files)),
        ["stylegan2-discriminator"] = ("stylegan2-tiny", "resnet-uncond.safetensors", files => StyleGan2File.LoadDiscriminator(files)),
        ["pix2pix"] = ("pix2pix-tiny", "latest_net_G.pth", files => Pix2PixFile.Load(files)),
        ["attngan"] = ("attngan-tiny", "netG.pth", files => AttnGanFile.Load(files)),
        ["attngan-text"] = ("attngan-tiny", "text_encoder.pth", files => AttnGanFile.LoadTextEncoder(files)),
        ["audioclip"] = ("audioclip-tiny", "audioclip-tiny.pt", files => AudioClipFile.Load(files)),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-generators-").FullName;

    public static TheoryData<string> All => [.. Networks.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(All))]
    public void CutShort_IsOneSentence(string name)
    {
        var (golden, file, load) = Networks[name];
        var bytes = File.ReadAllBytes(Golden.Locate(golden, file)!);
        foreach (var share in new[] { 0.1, 0.5, 0.99 })
        {
            var cut = Path.Combine(_folder, file);
            File.WriteAllBytes(cut, bytes[..(int)(bytes.Length * share)]);

            Assert.Contains(cut, Assert.Throws<ModelFileException>(() => load(ModelFiles.Find(cut))).Message);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void OfAnotherNetwork_IsOneSentence(string name)
    {
        var (golden, _, load) = Networks[name];
        var other = Networks.Values.First(network => network.Golden != golden);
        var files = ModelFiles.Find(Golden.Locate(other.Golden, other.File)!);

        Assert.Contains(other.File, Assert.Throws<ModelFileException>(() => load(files)).Message);
    }

    [Theory]
    [InlineData("biggan", "generator.layers.0.conv_1.weight_orig")]
    [InlineData("stylegan2", "G_ema.synthesis.b16.conv0.weight")]
    [InlineData("stylegan2-discriminator", "D.b8.skip.weight")]
    [InlineData("pix2pix", "model.model.1.model.2.running_mean")]
    [InlineData("attngan", "h_net2.att.conv_context.weight")]
    [InlineData("attngan-text", "rnn.bias_hh_l0_reverse")]
    [InlineData("audioclip", "audio.att3.bn.weight")]
    public void WithAnotherShape_NamesTheKey(string name, string key)
    {
        using var scope = NewDisposeScope();
        var (golden, file, load) = Networks[name];
        var stored = WeightFile.Open(Golden.Locate(golden, file)!);
        var changed = Path.Combine(_folder, "changed.safetensors");
        Assert.Contains(key, stored.Keys);
        SafeTensors.Write(changed, stored.Select(pair =>
            KeyValuePair.Create(pair.Key, pair.Key == key ? zeros([3, .. pair.Value.Shape]) : pair.Value.Read())));

        var message = Assert.Throws<ModelFileException>(() => load(ModelFiles.Find(changed))).Message;

        Assert.Contains(key.Replace("G_ema.", "").Replace("D.", ""), message);
        Assert.Contains("of another shape", message);
    }

    [Fact]
    public void StyleGan2_PickleThatRunsCode_IsRefusedAndNamed()
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(Golden.Locate("stylegan2-tiny", "skip-uncond.pkl")!));
        var file = Path.Combine(_folder, "network.pkl");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes(text.Replace("cdnnlib.util\nEasyDict\n", "cposix\nsystem\n")));

        var message = Assert.Throws<ModelFileException>(() => StyleGan2File.Load(ModelFiles.Find(file))).Message;

        Assert.Contains("is refused", message);
        Assert.Contains("posix.system", message);
    }

    [Fact]
    public void BigGan_ConfigurationOfAnother_IsOneSentence()
    {
        var config = Path.Combine(_folder, "config.json");
        File.WriteAllText(config, """{"output_dim": 256, "z_dim": 16}""");

        var files = ModelFiles.Find(Golden.Locate("biggan-tiny", "pytorch_model.bin")!, config);

        Assert.Contains("output_dim = 128", Assert.Throws<ModelFileException>(() => BigGanFile.Load(files)).Message);
    }
}
