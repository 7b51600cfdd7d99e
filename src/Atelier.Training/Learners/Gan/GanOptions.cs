using Atelier.Core;
using Atelier.Models.Discriminators;
using Atelier.Models.Gan;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Gan;

/// <summary>A GAN in a recipe: <c>model: {kind: gan, latent, channels, critic_channels, critic_norm, classifier}</c> and
/// <c>loss: {adversarial, critic_steps, gradient_penalty}</c>.</summary>
/// <param name="Generator">The generator's sizes.</param>
/// <param name="CriticChannels">Channels of the critic's convolutions.</param>
/// <param name="CriticNorm">Whether the critic has batch norms.</param>
/// <param name="Loss">The adversarial loss.</param>
/// <param name="CriticSteps">Critic updates per generator update.</param>
/// <param name="GradientPenalty">Weight of the gradient penalty; 0 for none.</param>
/// <param name="Classifier">The classifier that scores samples, or null.</param>
/// <param name="Optimiser">The generator's optimizer.</param>
/// <param name="CriticOptimiser">The critic's optimizer.</param>
internal sealed record GanOptions(
    GeneratorOptions Generator,
    IReadOnlyList<int> CriticChannels,
    bool CriticNorm,
    AdversarialLoss Loss,
    int CriticSteps,
    double GradientPenalty,
    ModelReference? Classifier,
    OptimiserOptions Optimiser,
    OptimiserOptions CriticOptimiser) : ILearnerOptions
{
    public static GanOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var (model, loss) = (root.Section("model"), root.Section("loss"));
        var kind = loss.Enum<AdversarialLoss>("adversarial", AdversarialLoss.Vanilla);
        var wasserstein = kind == AdversarialLoss.Wasserstein;
        var generator = new GeneratorOptions
        {
            Size = data.Size,
            PictureChannels = data.Channels,
            Latent = model.Size("latent", 64),
            Channels = model.Ints("channels", [128, 64, 32]),
        };
        var critic = model.Ints("critic_channels", [32, 64, 128]);
        Requirements.Divisible(data, 1 << (generator.Channels.Count - 1));
        Requirements.Fp32(training, "a GAN");
        if (data.Size >> critic.Count < 2)
        {
            throw model.Error("critic_channels", $"pictures of {data.Size} pixels can be halved {(int)Math.Log2(data.Size) - 1} times");
        }

        var penalty = loss.Double("gradient_penalty", wasserstein ? 10 : 0);
        var norm = model.Bool("critic_norm", !wasserstein);
        if (norm && penalty > 0)
        {
            throw model.Error("critic_norm", "false is needed with a gradient penalty, which is of each picture alone");
        }

        var optimiser = OptimiserOptions.Read(
            root.Section("optimiser"),
            new() { Kind = OptimiserKind.Adam, LearningRate = 2e-4, Beta1 = wasserstein ? 0 : 0.5, Beta2 = wasserstein ? 0.9 : 0.999 });
        return new(
            generator, critic, norm, kind, loss.Int("critic_steps", wasserstein ? 5 : 1, 1, 100), penalty,
            ModelReference.Read(model, "classifier"), optimiser, OptimiserOptions.Read(root.Section("critic_optimiser"), optimiser));
    }

    public ILearner Create(
        DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        using var stack = new ExitStack();
        var generator = stack.Push(new ConvGenerator(Weights.Fresh(random, group), Generator));
        var critic = stack.Push(new ConvCritic(Weights.Fresh(random, group), data.Size, data.Channels, CriticChannels, CriticNorm));
        var scorer = stack.Push(Classifier?.Load(files => new ClassifierScorer(files, data, random.device)));
        return stack.PopAll(new GanLearner(generator, critic, scorer, this, training.EmaDecay));
    }
}
