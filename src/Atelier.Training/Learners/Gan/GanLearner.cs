using Atelier.Models.Discriminators;
using Atelier.Models.Gan;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Gan;

/// <summary>Trains a generator against a critic. The critic is updated in every inner step, the generator in the last one.</summary>
internal sealed class GanLearner : ILearner
{
    private const ulong EvaluationSeed = 99;
    private readonly ConvGenerator _generator;
    private readonly ConvCritic _critic;
    private readonly GanOptions _options;
    private readonly ClassifierScorer? _scorer;

    public GanLearner(ConvGenerator generator, ConvCritic critic, ClassifierScorer? scorer, GanOptions options, double emaDecay)
    {
        (_generator, _critic, _scorer, _options) = (generator, critic, scorer, options);
        Modules =
        [
            new("generator", generator, options.Optimiser, emaDecay, innerStep: options.CriticSteps - 1),
            new("critic", critic, options.CriticOptimiser),
        ];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public int InnerSteps => _options.CriticSteps;

    private Device Device => _generator.parameters().First().device;

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        _generator.train();
        var fake = _generator.call(context.Group.Shard(batch.Count, rows => Noise(rows, context.Random))); // [b, c, s, s]
        if (module == Modules[0])
        {
            var generatorLoss = _options.Loss.GeneratorLoss(_critic.call(fake));
            context.Metrics["generator"] = generatorLoss.ToDouble();
            return scope.MoveToOuter(generatorLoss);
        }

        fake = fake.detach();
        var real = (batch.ToTensor() * 2) - 1;
        var (realScore, fakeScore) = (_critic.call(real), _critic.call(fake));
        var loss = _options.Loss.DiscriminatorLoss(realScore, fakeScore);
        context.Metrics["critic"] = loss.ToDouble();
        context.Metrics["real_minus_fake"] = (realScore.detach().mean() - fakeScore.detach().mean()).ToDouble();
        if (_options.GradientPenalty > 0)
        {
            var epsilon = context.Group.Shard(
                batch.Count, rows => rand([rows, 1, 1, 1], device: context.Random.device, generator: context.Random));
            var penalty = GradientPenalty.Compute(_critic.call, real, fake, epsilon);
            context.Metrics["penalty"] = penalty.ToDouble();
            loss = loss + (penalty * _options.GradientPenalty);
        }

        return scope.MoveToOuter(loss);
    }

    public Tensor Sample(PictureBatch batch, Generator random) => Generate(batch.Count, random);

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        using var random = new DeviceGenerator(EvaluationSeed, Device);
        return _scorer?.Compare(heldOut, batch => Generate(batch.Count, random))
            .Where(pair => pair.Key != "recognised").ToDictionary() ?? []; // which samples of no class cannot be
    }

    public void WriteConfig(string folder) =>
        ConfigFile.Write(folder, new
        {
            kind = "generator",
            size = _generator.Options.Size,
            picture_channels = _generator.Options.PictureChannels,
            latent = _generator.Options.Latent,
            channels = _generator.Options.Channels,
        });

    public void Dispose()
    {
        foreach (var module in Modules)
        {
            module.Dispose();
        }

        _scorer?.Dispose();
        _generator.Dispose();
        _critic.Dispose();
    }

    private Tensor Noise(long count, Generator random) =>
        randn([count, _generator.Options.Latent], device: random.device, generator: random);

    private Tensor Generate(long count, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _generator.eval();
        return scope.MoveToOuter((_generator.call(Noise(count, random)) + 1) / 2);
    }
}
