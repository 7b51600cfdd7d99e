using Atelier.Core;
using Atelier.Models.Perceptual;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests;

public class LpipsGoldenTests
{
    [Fact]
    public void Mini_FeaturesDepthsAndDistance_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("lpips-mini");
        using var model = LpipsFile.Load("golden", Stored());

        var (features, others) = (model.Features(golden.In("a")), model.Features(golden.In("b")));
        var depths = model.Depths(golden.In("a"), golden.In("b"));

        for (var depth = 0; depth < 5; depth++)
        {
            golden.Check($"feat{depth}", features[depth]);
            golden.Check($"layer{depth}", depths[depth]);
            golden.Check($"zero_columns{depth}", DeadColumns(features[depth]) + DeadColumns(others[depth]));
        }

        var distance = model.call(golden.In("a"), golden.In("b"));
        golden.Check("distance", distance);
        Assert.Equal(0, distance.select(0, 1).ToDouble()); // the same picture twice
    }

    [Fact]
    public void Mini_GradientThroughDeadColumns_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("lpips-mini");
        using var model = LpipsFile.Load("golden", Stored());
        var a = golden.In("a").requires_grad_();

        model.call(a, golden.In("b")).sum().backward();

        golden.Check("grad.a", a.grad!);
    }

    [Fact]
    public void TorchvisionsTrunkAndSeparateLins_GiveTheSameNetwork()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("lpips-mini");
        var stored = Stored();
        var trunk = stored.Where(pair => pair.Key.StartsWith("net.", StringComparison.Ordinal))
            .ToDictionary(pair => "features." + string.Join('.', pair.Key.Split('.')[2..]), pair => pair.Value);
        var lins = stored.Where(pair => pair.Key.StartsWith("lin", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        using var model = LpipsFile.Load("two files", trunk, lins);

        golden.Check("distance", model.call(golden.In("a"), golden.In("b")));
    }

    [Fact]
    public void Layouts_OfTheReleasedFiles_LoadWithNothingMissing()
    {
        var taming = Layout.Read("lpips-vgg.taming");
        using var whole = LpipsFile.Load("taming", taming);
        using var parts = LpipsFile.Load("torchvision and lins", Layout.Read("torchvision-vgg16"), Layout.Read("lpips-lins-vgg.pth"));

        Assert.Equal(taming.Keys.Order(), whole.state_dict().Select(parameter => parameter.Key).Order());
        Assert.Equal(taming.Keys.Order(), parts.state_dict().Select(parameter => parameter.Key).Order());
        Assert.All(whole.state_dict(), parameter => Assert.Equal(taming[parameter.Key].Shape, parameter.Value.shape));
    }

    [Fact]
    public void OfficialLinsFile_InTheOldFormat_IsReadExactly()
    {
        var file = Golden.Outside("goldens", "lpips-mini", "vgg.pth");
        Assert.SkipWhen(file is null, "PerceptualSimilarity's vgg.pth is not part of this repository");
        var plain = SafeTensors.Read(Golden.Outside("goldens", "lpips-mini", "vgg_lins.safetensors")!, out _);

        var stored = WeightFile.Open(file);

        Assert.Equal(plain.Keys.Order(), stored.Keys.Order());
        Assert.All(stored, pair => Assert.Equal(plain[pair.Key].Read().ToArray<float>(), pair.Value.Read().ToArray<float>()));
    }

    [Fact]
    public void Load_WithoutLinsOrTrunk_SaysWhatIsMissing()
    {
        var stored = Stored();

        Assert.Contains("vgg.pth", Assert.Throws<ModelFileException>(() => LpipsFile.Load("x", Part(stored, "net."))).Message);
        Assert.Contains("VGG16", Assert.Throws<ModelFileException>(() => LpipsFile.Load("x", Part(stored, "lin"))).Message);
    }

    private static Tensor DeadColumns(Tensor features) => features.abs().amax([1]).eq(0).to(ScalarType.Int64).sum();

    private static Dictionary<string, StoredTensor> Part(IReadOnlyDictionary<string, StoredTensor> stored, string prefix) =>
        stored.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static IReadOnlyDictionary<string, StoredTensor> Stored() => WeightFile.Open(Golden.Locate("lpips-mini", "lpips-mini.pth")!);
}
