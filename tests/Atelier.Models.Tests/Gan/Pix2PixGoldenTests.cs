using Atelier.Models.Discriminators;
using Atelier.Models.Gan.Pix2Pix;
using Atelier.Tests;
using Atelier.Torch.Optimisation;

namespace Atelier.Models.Tests.Gan;

public class Pix2PixGoldenTests
{
    private const double L1Weight = 100;

    [Fact]
    public void Unet_EvaluatingAndTraining_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("pix2pix-tiny");
        using var model = Generator("latest_net_G.pth");
        golden.Check("G.eval", model.call(golden.In("A")));

        model.train();
        var a = golden.In("A").requires_grad_();
        var translated = model.call(a);
        (translated * golden.In("R")).sum().backward();

        golden.Check("G.train", translated);
        golden.Check("G.train.grad_A", a.grad!);
        golden.Check("G.train.running_mean", model.state_dict()["model.model.1.model.2.running_mean"]);
        golden.Check("G.train.running_var", model.state_dict()["model.model.1.model.2.running_var"]);
        golden.Check("G.train.batch2", model.call(golden.In("A_batch2")));
    }

    [Fact]
    public void Unet_WithDropout_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("pix2pix-tiny");
        using var model = Generator("unet6_net_G.pth");
        model.Mask = _ => golden.In("G6.dropout_mask");
        golden.Check("G6.eval", model.call(golden.In("A")));

        model.train();
        golden.Check("G6.train.mask", model.call(golden.In("A")));
    }

    [Fact]
    public void Mask_OfItsGenerator_DropsHalfAndDoublesTheRest()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3, CPU);

        var mask = UnetGenerator.DrawMask(zeros(1, 8, 16, 16), 4, random);

        Assert.Equal([4, 8, 16, 16], mask.shape);
        Assert.Equal([0f, 2f], mask.ToArray<float>().Distinct().Order());
        Assert.InRange(mask.mean().ToDouble(), 0.95, 1.05);
    }

    [Fact]
    public void Discriminator_EvaluatingAndTraining_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("pix2pix-tiny");
        using var model = Discriminator();
        var pair = cat([golden.In("A"), golden.In("B")], 1).requires_grad_();
        golden.Check("D.eval", model.call(pair));

        model.train();
        var logits = model.call(pair);
        logits.sum().backward();

        golden.Check("D.train", logits);
        golden.Check("D.train.grad_AB_of_sum", pair.grad![.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)]);
    }

    [Fact]
    public void TwoTrainingSteps_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("pix2pix-tiny");
        using var generator = Generator("latest_net_G.pth").requires_grad_();
        using var discriminator = Discriminator().requires_grad_();
        generator.train();
        discriminator.train();
        using var first = new Adam(generator.named_parameters(), 2e-4, beta1: 0.5, beta2: 0.999);
        using var second = new Adam(discriminator.named_parameters(), 2e-4, beta1: 0.5, beta2: 0.999);
        var (a, b, losses) = (golden.In("A"), golden.In("B"), new List<double>());
        for (var step = 0; step < 2; step++)
        {
            var made = generator.call(a);
            var (fake, real) = (discriminator.call(cat([a, made.detach()], 1)), discriminator.call(cat([a, b], 1)));
            var critique = AdversarialLoss.Vanilla.DiscriminatorLoss(real, fake);
            Clear(discriminator);
            critique.backward();
            if (step == 0)
            {
                golden.Check("step1.fake_B", made);
                golden.Check("step1.grad.D.model.0.weight", discriminator.state_dict()["main.0.weight"].grad!);
                golden.Check("step1.grad.D.model.11.bias", discriminator.state_dict()["main.11.bias"].grad!);
            }

            second.Step();
            Clear(generator);
            var adversarial = AdversarialLoss.Vanilla.GeneratorLoss(discriminator.call(cat([a, made], 1)));
            var l1 = (made - b).abs().mean() * L1Weight;
            (adversarial + l1).backward();
            if (step == 0)
            {
                foreach (var key in new[] { "model.model.0.weight", "model.model.3.weight", "model.model.1.model.2.weight" })
                {
                    golden.Check($"step1.grad.G.{key}", generator.state_dict()[key].grad!);
                }
            }

            first.Step();
            losses.AddRange([
                F.softplus(fake).mean().ToDouble(), F.softplus(-real).mean().ToDouble(), critique.ToDouble(), adversarial.ToDouble(),
                l1.ToDouble(), (adversarial + l1).ToDouble(),
            ]);
        }

        golden.Check("losses", tensor(losses.ToArray(), [2, 6]));

        static void Clear(nn.Module network)
        {
            foreach (var parameter in network.parameters())
            {
                parameter.grad = null;
            }
        }
    }

    [Fact]
    public void InstanceNorms_RunWithoutTheStatisticsOfOldFiles()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5, CPU);
        var options = new UnetGeneratorOptions { Channels = 4, Levels = 5, InstanceNorm = true };
        using var model = new UnetGenerator(Weights.Fresh(random), options);
        var stored = Stored(model.state_dict());
        stored["model.model.1.model.2.running_mean"] = new([8], () => zeros(8));
        stored["model.model.1.model.2.running_var"] = new([8], () => ones(8));

        Assert.Equal(options, UnetGeneratorOptions.FromWeights(stored, "old"));
        using var loaded = new UnetGenerator(Weights.From(InstanceNormStatistics.Dropped(stored), "old"), options);
        var x = rand(1, 3, 32, 32, generator: random);
        Assert.Equal(model.Freeze().call(x).ToArray<float>(), loaded.Freeze().call(x).ToArray<float>());
        Assert.False(loaded.call(x).isnan().any().ToBoolean());
    }

    [Fact]
    public void Layout_OfTheReleasedUnet256_LoadsWithNothingMissingOrLeftOver()
    {
        var stored = Layout.Read("pix2pix-unet256-G");
        var options = UnetGeneratorOptions.FromWeights(stored, "layout");

        using var model = new UnetGenerator(Weights.From(stored, "layout"), options);

        Assert.Equal(new UnetGeneratorOptions(), options);
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
    }

    [Fact]
    public void Layout_OfTheDiscriminator_LoadsWithNothingMissingOrLeftOver()
    {
        var stored = Layout.Read("pix2pix-D").ToDictionary(pair => pair.Key.Replace("model.", "main."), pair => pair.Value);
        var options = PatchOptions.FromWeights(stored, "layout");
        var weights = Weights.From(stored, "layout");

        using var model = new PatchDiscriminator(weights, options);
        weights.Verify();

        Assert.Equal(new PatchOptions { InChannels = 6 }, options);
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
    }

    private static UnetGenerator Generator(string file) => Pix2PixFile.Load(ModelFiles.Find(Golden.Locate("pix2pix-tiny", file)!));

    private static PatchDiscriminator Discriminator() =>
        PatchDiscriminatorFile.Load(ModelFiles.Find(Golden.Locate("pix2pix-tiny", "latest_net_D.pth")!));

    private static Dictionary<string, StoredTensor> Stored(IEnumerable<KeyValuePair<string, Tensor>> weights) =>
        weights.ToDictionary(pair => pair.Key, pair => new StoredTensor(pair.Value.shape, () => pair.Value.detach().clone()));
}
