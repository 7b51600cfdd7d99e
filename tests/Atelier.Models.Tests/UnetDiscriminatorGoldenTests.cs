using Atelier.Models.Discriminators;
using Atelier.Nn;
using Atelier.Nn.WeightFiles;
using Atelier.Core;
using Atelier.Distributed;
using Atelier.Tests;

namespace Atelier.Models.Tests;

public class UnetDiscriminatorGoldenTests
{
    [Fact]
    public void Evaluating_MatchesPyTorchsSpectralNorm()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("unet-sn");
        using var model = Load();

        golden.Check("eval.logits", model.Forward(golden.In("real")));
        golden.Check("eval.logits", model.Forward(golden.In("real"))); // evaluating changes nothing
    }

    [Fact]
    public void Training_LogitsLossesGradientsAndVectors_MatchPyTorch()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("unet-sn");
        using var model = Load();
        model.Training = true;
        model.Parameters.RequireGradients();
        var fake = golden.In("fake").requires_grad_();

        var (real, made) = (model.Forward(golden.In("real")), model.Forward(fake));
        var loss = RelativisticAverage.OfDiscriminator(real, made, new SingleProcess());
        loss.backward();

        golden.Check("train.real", real);
        golden.Check("train.fake", made);
        golden.Check("loss.discriminator", loss);
        golden.Check("loss.generator", RelativisticAverage.OfGenerator(real, made, new SingleProcess()));
        golden.Check("grad.fake", fake.grad!);
        golden.Check("grad.conv1", model.Parameters.Find("conv1.weight_orig")!.Value.grad!);
        golden.Check("grad.conv4", model.Parameters.Find("conv4.weight_orig")!.Value.grad!);
        golden.Check("u.conv1", model.Parameters.Find("conv1.weight_u")!.Value);
        golden.Check("v.conv6", model.Parameters.Find("conv6.weight_v")!.Value);
    }

    [Fact]
    public void DrawnFreshly_HasTheKeysOfTheFile()
    {
        using var random = new Generator(1, CPU);
        using var model = new UnetDiscriminator(Weights.Fresh(random), features: 4) { Training = true };

        Assert.Equal(Stored().Select(pair => (pair.Key, string.Join(',', pair.Value.Shape))).Order(), model.Parameters.All.Select(parameter => (parameter.Name, string.Join(',', parameter.Value.shape))).Order());
        Assert.Equal(2, model.Parameters.All.Count(parameter => parameter is { IsBuffer: true, Name: "conv1.weight_u" or "conv1.weight_v" }));
    }

    private static UnetDiscriminator Load() => new(Weights.From(Stored(), "golden"), features: 4);

    private static IReadOnlyDictionary<string, StoredTensor> Stored() => WeightFile.Open(Golden.Locate("unet-sn", "unet.safetensors")!);
}
