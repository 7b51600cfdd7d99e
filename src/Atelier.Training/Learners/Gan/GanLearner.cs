using Atelier.Models.Discriminators;
using Atelier.Models.Gan;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Gan;

/// <summary>A GAN in a recipe: <c>model: {kind: gan, latent, channels, critic_channels, critic_norm}</c> and <c>loss: {adversarial,
/// critic_steps, gradient_penalty}</c>.</summary>
internal sealed record GanOptions(
    GeneratorOptions Generator,
    IReadOnlyList<int> CriticChannels,
    bool CriticNorm,
    AdversarialLoss Loss,
    int CriticSteps,
    double Penalty,
    NamedModel? Judge,
    OptimiserOptions Optimiser,
    OptimiserOptions CriticOptimiser) : ILearnerOptions
{
    public static GanOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var (model, loss) = (root.Section("model"), root.Section("loss"));
        var kind = loss.Choice<AdversarialLoss>("adversarial", AdversarialLoss.Vanilla);
        var wasserstein = kind == AdversarialLoss.Wasserstein;
        var generator = new GeneratorOptions
        {
            Size = data.Size,
            PictureChannels = data.Channels,
            Latent = model.Size("latent", 64),
            Channels = model.Wholes("channels", [128, 64, 32]),
        };
        var critic = model.Wholes("critic_channels", [32, 64, 128]);
        Requirements.Divisible(root, data, 1 << (generator.Channels.Count - 1));
        Requirements.Fp32(root, training, "a GAN");
        if (data.Size >> critic.Count < 2)
        {
            throw model.Wrong("critic_channels", $"pictures of {data.Size} pixels can be halved {(int)Math.Log2(data.Size) - 1} times");
        }

        var penalty = loss.Number("gradient_penalty", wasserstein ? 10 : 0);
        var norm = model.Flag("critic_norm", !wasserstein);
        if (norm && penalty > 0)
        {
            throw model.Wrong("critic_norm", "false is needed with a gradient penalty, which is of each picture alone");
        }

        var optimiser = OptimiserOptions.Read(
            root.Section("optimiser"),
            new() { Kind = OptimiserKind.Adam, LearningRate = 2e-4, Beta1 = wasserstein ? 0 : 0.5, Beta2 = wasserstein ? 0.9 : 0.999 });
        return new(
            generator, critic, norm, kind, loss.Whole("critic_steps", wasserstein ? 5 : 1, 1, 100), penalty,
            NamedModel.Read(model, "judge"), optimiser, OptimiserOptions.Read(root.Section("critic_optimiser"), optimiser));
    }

    public ILearner Create(
        DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group) =>
        new GanLearner(
            new(Weights.Fresh(random, group), Generator),
            new(Weights.Fresh(random, group), data.Size, data.Channels, CriticChannels, CriticNorm),
            Judge?.Load(files => new Judge(files, data, random.device)),
            this,
            training.Average);
}

/// <summary>Generator against critic. The critic plays in every round of a step, the generator in the last.</summary>
internal sealed class GanLearner : ILearner
{
    private readonly ConvGenerator _generator;
    private readonly ConvCritic _critic;
    private readonly GanOptions _options;
    private readonly Judge? _judge;

    public GanLearner(ConvGenerator generator, ConvCritic critic, Judge? judge, GanOptions options, double average)
    {
        (_generator, _critic, _judge, _options) = (generator, critic, judge, options);
        Players =
        [
            new("generator", generator, options.Optimiser, average, round: options.CriticSteps - 1),
            new("critic", critic, options.CriticOptimiser),
        ];
    }

    public IReadOnlyList<Player> Players { get; }

    public int Rounds => _options.CriticSteps;

    private Device Place => _generator.parameters().First().device;

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        _generator.train();
        var fake = _generator.call(turn.Group.Shard(batch.Count, rows => Noise(rows, turn.Random))); // [b, c, s, s]
        if (player == Players[0])
        {
            var loss = _options.Loss.GeneratorLoss(_critic.call(fake));
            turn.Figures["generator"] = loss.ToDouble();
            return scope.MoveToOuter(loss);
        }

        fake = fake.detach();
        var real = (batch.ToTensor() * 2) - 1;
        var (high, low) = (_critic.call(real), _critic.call(fake));
        var judged = _options.Loss.DiscriminatorLoss(high, low);
        turn.Figures["critic"] = judged.ToDouble();
        turn.Figures["real_minus_fake"] = (high.detach().mean() - low.detach().mean()).ToDouble();
        if (_options.Penalty > 0)
        {
            var share = turn.Group.Shard(batch.Count, rows => rand([rows, 1, 1, 1], device: turn.Random.device, generator: turn.Random));
            var penalty = GradientPenalty.Compute(_critic.call, real, fake, share);
            turn.Figures["penalty"] = penalty.ToDouble();
            judged = judged + (penalty * _options.Penalty);
        }

        return scope.MoveToOuter(judged);
    }

    public Tensor Sample(PictureBatch shown, Generator random) => Generate(shown.Count, random);

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        using var random = new Generator(99, Place);
        return _judge?.Compare(held, batch => Generate(batch.Count, random)).Where(pair => pair.Key != "recognised").ToDictionary() ?? [];
    }

    public void Describe(string folder) =>
        Description.Write(folder, new
        {
            kind = "generator",
            size = _generator.Options.Size,
            picture_channels = _generator.Options.PictureChannels,
            latent = _generator.Options.Latent,
            channels = _generator.Options.Channels,
        });

    public void Dispose()
    {
        foreach (var player in Players)
        {
            player.Dispose();
        }

        _judge?.Dispose();
        _generator.Dispose();
        _critic.Dispose();
    }

    private Tensor Noise(long count, Generator random) =>
        randn([count, _generator.Options.Latent], device: random.device, generator: random);

    private Tensor Generate(long count, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        _generator.eval();
        return scope.MoveToOuter((_generator.call(Noise(count, random)) + 1) / 2);
    }
}
