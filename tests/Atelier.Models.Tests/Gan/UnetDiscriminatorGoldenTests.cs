using Atelier.Models.Discriminators;
using Atelier.Tests;
using Atelier.Torch.Distributed;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests.Gan;

public class UnetDiscriminatorGoldenTests
{
    [Fact]
    public void Evaluating_MatchesPyTorchsSpectralNorm()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("unet-sn");
        using var model = Load();

        model.eval();
        golden.Check("eval.logits", model.call(golden.In("real")));
        golden.Check("eval.logits", model.call(golden.In("real"))); // evaluating changes nothing
    }

    [Fact]
    public void Training_LogitsLossesGradientsAndVectors_MatchPyTorch()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("unet-sn");
        using var model = Load();
        model.train();
        model.requires_grad_();
        var fake = golden.In("fake").requires_grad_();

        var (real, made) = (model.call(golden.In("real")), model.call(fake));
        var loss = RelativisticAverage.DiscriminatorLoss(real, made, new SingleProcess());
        loss.backward();

        golden.Check("train.real", real);
        golden.Check("train.fake", made);
        golden.Check("loss.discriminator", loss);
        golden.Check("loss.generator", RelativisticAverage.GeneratorLoss(real, made, new SingleProcess()));
        golden.Check("grad.fake", fake.grad!);
        golden.Check("grad.conv1", model.state_dict()["conv1.weight_orig"].grad!);
        golden.Check("grad.conv4", model.state_dict()["conv4.weight_orig"].grad!);
        golden.Check("u.conv1", model.state_dict()["conv1.weight_u"]);
        golden.Check("v.conv6", model.state_dict()["conv6.weight_v"]);
    }

    [Fact]
    public void DrawnFreshly_HasTheKeysOfTheFile()
    {
        using var random = new Generator(1, CPU);
        using var model = new UnetDiscriminator(Weights.Fresh(random), features: 4);

        Assert.Equal(
            Stored().Select(pair => (pair.Key, string.Join(',', pair.Value.Shape))).Order(),
            model.state_dict().Select(parameter => (parameter.Key, string.Join(',', parameter.Value.shape))).Order());
        Assert.Superset(
            new HashSet<string> { "conv1.weight_u", "conv1.weight_v" }, model.named_buffers().Select(named => named.name).ToHashSet());
    }

    private static UnetDiscriminator Load() => new(Weights.From(Stored(), "golden"), features: 4);

    private static IReadOnlyDictionary<string, StoredTensor> Stored() => WeightFile.Open(Golden.Locate("unet-sn", "unet.safetensors")!);
}
