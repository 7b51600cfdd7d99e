using Atelier.Core;
using Atelier.Models.Discriminators;
using Atelier.Models.Gan.Pix2Pix;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Pix2Pix;

/// <summary>Pix2pix from outlines to pictures in a recipe: <c>model: {kind: pix2pix, channels, levels, dropout}</c>, optionally with
/// <c>start</c>, the model whose weights it starts with; <c>loss: {absolute, adversarial}</c>; <c>discriminator</c>.</summary>
/// <param name="Unet">The network's sizes.</param>
/// <param name="Start">The model whose weights it starts with, or null.</param>
/// <param name="AbsoluteWeight">Weight of the absolute difference; that of the adversarial loss is 1.</param>
/// <param name="Adversarial">The adversarial loss.</param>
/// <param name="Discriminator">The discriminator.</param>
/// <param name="Optimiser">The network's optimizer.</param>
internal sealed record Pix2PixOptions(
    UnetGeneratorOptions Unet,
    ModelReference? Start,
    double AbsoluteWeight,
    AdversarialLoss Adversarial,
    DiscriminatorOptions Discriminator,
    OptimiserOptions Optimiser) : ILearnerOptions
{
    public static Pix2PixOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var (model, loss) = (root.Section("model"), root.Section("loss"));
        var unet = new UnetGeneratorOptions
        {
            InChannels = data.Channels,
            OutChannels = data.Channels,
            Channels = model.Size("channels", 64),
            Levels = model.Int("levels", 6, 2, 12),
            Dropout = model.Bool("dropout", true),
        };
        Requirements.Divisible(data, unet.Multiple);
        Requirements.Fp32(training, "pix2pix");
        var optimiser = OptimiserOptions.Read(
            root.Section("optimiser"), new() { Kind = OptimiserKind.Adam, LearningRate = 2e-4, Beta1 = 0.5, Beta2 = 0.999 });
        return new(
            unet,
            ModelReference.Read(model, "start"),
            loss.Double("absolute", 100),
            loss.Enum<AdversarialLoss>("adversarial", AdversarialLoss.Vanilla) is var kind and not AdversarialLoss.Wasserstein
                ? kind
                : throw loss.Error("adversarial", "hinge, vanilla or least-squares is needed"),
            DiscriminatorOptions.Read(root, data, data.Channels * 2, optimiser),
            optimiser);
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        using var stack = new ExitStack();
        var network = stack.Push(InitialWeights.Build(Start, random, group, weights => new UnetGenerator(weights, Unet)));
        network.requires_grad_().to(random.device);
        var discriminator = stack.Push(new PatchDiscriminator(Weights.Fresh(random, group), Discriminator.Sizes));
        return stack.PopAll(new Pix2PixLearner(network, discriminator, this, data.Size, training.EmaDecay));
    }
}
