using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Discriminators;
using Atelier.Models.Perceptual;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests.Gan;

public class DiscriminatorGoldenTests
{
    private const double CodebookWeight = 1;

    [Fact]
    public void PatchGan_EvaluatingAndTraining_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("patchgan");
        using var model = Load("patchgan.pth");
        golden.Check("eval.logits_real", model.call(golden.In("real")));

        model.train();
        golden.Check("train.logits_real", model.call(golden.In("real")));

        foreach (var name in new[] { "main.3.running_mean", "main.3.running_var", "main.6.running_mean", "main.6.running_var" })
        {
            golden.Check("bn." + name, model.state_dict()[name]);
        }

        Assert.Equal(1, model.state_dict()["main.3.num_batches_tracked"].ToDouble()
            - WeightFile.Open(Golden.Locate("patchgan", "patchgan.pth")!)["main.3.num_batches_tracked"].Read().ToDouble());
    }

    [Fact]
    public void ActNorm_SetsItselfAtTheFirstBatch_AsTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("patchgan");
        using var model = Load("patchgan-actnorm.pth");
        model.train();

        golden.Check("actnorm.logits", model.call(golden.In("real")));
        foreach (var name in new[] { "main.3.loc", "main.3.scale", "main.6.loc", "main.6.scale" })
        {
            golden.Check("actnorm." + name, model.state_dict()[name]);
        }

        model.call(golden.In("real") * 3); // does not set itself again
        golden.Check("actnorm.main.3.loc", model.state_dict()["main.3.loc"]);
    }

    [Theory]
    [InlineData("hinge.before", AdversarialLoss.Hinge, 50)]
    [InlineData("hinge.after", AdversarialLoss.Hinge, 200)]
    public void GeneratorsLoss_WithAdaptiveWeight_MatchesTheOfficialCode(string prefix, AdversarialLoss kind, long step)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("patchgan");
        using var discriminator = Load("patchgan.pth");
        using var perceptual = LpipsFile.Load(ModelFiles.Find(Golden.Locate("lpips-mini", "lpips-mini.pth")!));
        var loss = Loss(discriminator, perceptual, kind);
        var lastLayer = golden.In("last_layer").requires_grad_();
        var reconstruction = F.conv2d(golden.In("h"), lastLayer, null, padding: [1, 1]).tanh();

        var terms = loss.GeneratorLoss(golden.In("real"), reconstruction, golden.In("codebook_loss").mean(), lastLayer, step);
        terms.Total.backward();

        golden.Check("rec", reconstruction);
        golden.Check(prefix + ".gen.loss", terms.Total);
        golden.Check(prefix + ".gen.nll_loss", tensor(terms.Likelihood, dtype: ScalarType.Float32));
        golden.Check(prefix + ".gen.p_loss", tensor(terms.Perceptual, dtype: ScalarType.Float32));
        golden.Check(prefix + ".gen.grad.last_layer", lastLayer.grad!);
        if (step >= loss.DiscriminatorStart)
        {
            golden.Check(prefix + ".gen.d_weight", tensor(terms.AdversarialWeight, dtype: ScalarType.Float32));
            golden.Check(prefix + ".gen.g_loss", tensor(terms.Adversarial, dtype: ScalarType.Float32));
        }
        else
        {
            Assert.Equal(0, terms.AdversarialWeight);
        }
    }

    [Theory]
    [InlineData("hinge.before", AdversarialLoss.Hinge, 50)]
    [InlineData("hinge.after", AdversarialLoss.Hinge, 200)]
    [InlineData("vanilla.before", AdversarialLoss.Vanilla, 50)]
    [InlineData("vanilla.after", AdversarialLoss.Vanilla, 200)]
    public void DiscriminatorsLoss_AndItsGradients_MatchTheOfficialCode(string prefix, AdversarialLoss kind, long step)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("patchgan");
        using var discriminator = Load("patchgan.pth");
        discriminator.requires_grad_();
        var reconstruction = F.conv2d(golden.In("h"), golden.In("last_layer"), null, padding: [1, 1]).tanh();

        var loss = Loss(discriminator, null, kind).DiscriminatorLoss(golden.In("real"), reconstruction, step);
        loss.backward();

        golden.Check(prefix + ".disc.loss", loss);
        var compared = 0;
        foreach (var parameter in discriminator.state_dict().Where(parameter => golden.Has($"{prefix}.disc.grad.{parameter.Key}")))
        {
            golden.Check($"{prefix}.disc.grad.{parameter.Key}", parameter.Value.grad!);
            compared++;
        }

        Assert.Equal(prefix.EndsWith("after", StringComparison.Ordinal) ? 10 : 0, compared);
    }

    [Theory]
    [InlineData("lrelu")]
    [InlineData("silu")]
    public void GradientPenalty_ThroughTwoBackwardPasses_MatchesTheOfficialCode(string activation)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("wgan-gp");
        var stored = WeightFile.Open(Golden.Locate("wgan-gp", "critic.pth")!);
        var weights = stored.ToDictionary(pair => pair.Key, pair => pair.Value.Read().requires_grad_());
        Tensor Act(Tensor x) => activation == "lrelu" ? F.leaky_relu(x, 0.2) : F.silu(x);
        Tensor Critic(Tensor x)
        {
            x = Act(F.conv2d(x, weights["0.weight"], weights["0.bias"], strides: [2, 2], padding: [1, 1]));
            x = Act(F.conv2d(x, weights["2.weight"], weights["2.bias"], strides: [2, 2], padding: [1, 1]));
            return F.conv2d(x, weights["4.weight"], weights["4.bias"]);
        }

        var (real, fake) = (golden.In("real"), golden.In("fake"));
        var penalty = GradientPenalty.Compute(Critic, real, fake, golden.In("alpha"));
        var loss = AdversarialLoss.Wasserstein.DiscriminatorLoss(Critic(real), Critic(fake)) + (penalty * 10);

        golden.Check(activation + ".gp", penalty);
        golden.Check(activation + ".critic_loss", loss);
        Compare("grad_gp", penalty);
        Compare("grad_loss", loss);

        void Compare(string name, Tensor value)
        {
            value.backward(retain_graph: true);
            foreach (var (key, weight) in weights)
            {
                golden.Check($"{activation}.{name}.{key}", weight.grad ?? zeros_like(weight));
                weight.grad = null;
            }
        }
    }

    private static VqganLoss Loss(PatchDiscriminator discriminator, LpipsModel? perceptual, AdversarialLoss kind)
    {
        discriminator.train();
        return new()
        {
            Discriminator = discriminator,
            Perceptual = perceptual,
            DiscriminatorStart = 100,
            DiscriminatorWeight = 0.8,
            CodebookWeight = CodebookWeight,
            Kind = kind,
        };
    }

    private static PatchDiscriminator Load(string file) => PatchDiscriminatorFile.Load(ModelFiles.Find(Golden.Locate("patchgan", file)!));
}
