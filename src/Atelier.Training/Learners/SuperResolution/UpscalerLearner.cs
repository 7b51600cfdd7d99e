using Atelier.Imaging.Pictures;
using Atelier.Models.Discriminators;
using Atelier.Models.Perceptual;
using Atelier.Models.SuperResolution;
using Atelier.Training.Data;
using Atelier.Training.Learners.SuperResolution.Degradations;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.SuperResolution;

/// <summary>ESRGAN's two stages (Wang et al., 2018): first the absolute error alone, then, where the recipe has them, features before
/// activation and a relativistic average discriminator besides, which moves after the network on the same pictures.</summary>
internal sealed class UpscalerLearner : ILearner
{
    private readonly Upscaler _network;
    private readonly Degradation _degradation;
    private readonly UpscalerLoss _loss;
    private readonly UnetDiscriminator? _discriminator;
    private readonly PerceptualTrunk? _trunk;
    private readonly List<Tensor> _made = []; // enlarged pictures of this step, for the discriminator

    public UpscalerLearner(
        Upscaler network,
        Degradation degradation,
        UpscalerLoss loss,
        UnetDiscriminator? discriminator,
        PerceptualTrunk? trunk,
        OptimiserOptions optimiser,
        double average)
    {
        (_network, _degradation, _loss, _discriminator, _trunk) = (network, degradation, loss, discriminator, trunk);
        List<Player> players = [new("upscaler", network, optimiser, average)];
        if (discriminator is not null)
        {
            players.Add(new("discriminator", discriminator, loss.Optimiser));
        }

        Players = players;
    }

    public IReadOnlyList<Player> Players { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn) =>
        player == Players[0] ? OfNetwork(batch, turn) : DiscriminatorLoss(batch, turn);

    public void Moved(Turn turn) => ForgetMade();

    private void ForgetMade()
    {
        _made.ForEach(made => made.Dispose());
        _made.Clear();
    }

    public Tensor Sample(PictureBatch shown, Generator random)
    {
        using var scope = NewDisposeScope();
        var large = Rgb(shown.ToTensor());
        return scope.MoveToOuter(SampleSheet.InPairs(Bicubic(large), Enlarged(large)));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        var pictures = held.ToList();
        return new Dictionary<string, double>
        {
            ["psnr"] = Fidelity.Measure(pictures, Enlarged).Psnr, ["psnr_bicubic"] = Fidelity.Measure(pictures, Bicubic).Psnr,
        };
    }

    public void Describe(string folder) =>
        Description.Write(folder, new { kind = _network is SrvggNet ? "srvgg" : "rrdb", scale = _network.Scale });

    public void Dispose()
    {
        foreach (var player in Players)
        {
            player.Dispose();
        }

        ForgetMade();
        _discriminator?.Dispose();
        _trunk?.Dispose();
        _network.Dispose();
    }

    private Tensor OfNetwork(PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        var large = Rgb(batch.ToTensor());                                                         // [b, 3, s, s]
        var made = _network.call(_degradation.Apply(large, _network.Scale, new BatchRandom(turn.Random, turn.Group)));       // [b, 3, s, s]
        var error = made - large;
        var total = error.abs().mean() * _loss.Absolute;
        turn.Figures["psnr"] = Similarity.Psnr(error.detach().square().mean().ToDouble());
        if (turn.Step >= _loss.Start)
        {
            if (_trunk is not null)
            {
                var distance = _trunk.Distance(made, large);
                turn.Figures["perceptual"] = distance.ToDouble();
                total += distance * _loss.Perceptual!.Weight;
            }

            if (_discriminator is not null)
            {
                var adversarial = RelativisticAverage.GeneratorLoss(_discriminator.call(large), _discriminator.call(made), turn.Group);
                turn.Figures["adversarial"] = adversarial.ToDouble();
                total += adversarial * _loss.Adversarial;
                _made.Add(made.detach().DetachFromDisposeScope());
            }
        }

        turn.Figures["loss"] = total.ToDouble();
        return scope.MoveToOuter(total);
    }

    private Tensor DiscriminatorLoss(PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        if (turn.Step < _loss.Start)
        {
            return scope.MoveToOuter(tensor(0, dtype: ScalarType.Float32)); // no gradient: it does not move
        }

        var (real, fake) = (_discriminator!.call(Rgb(batch.ToTensor())), _discriminator.call(_made[turn.Part]));
        var loss = RelativisticAverage.DiscriminatorLoss(real, fake, turn.Group);
        turn.Figures["discriminator"] = loss.ToDouble();
        turn.Figures["real_minus_fake"] = (real.detach().mean() - fake.detach().mean()).ToDouble();
        return scope.MoveToOuter(loss);
    }

    // grey pictures serve too
    private static Tensor Rgb(Tensor x) => x.size(1) == 3 ? x : x.expand(-1, 3, -1, -1);

    private Tensor Enlarged(Tensor large) => _network.call(Degradation.Shrink(Rgb(large), _network.Scale)).clamp(0, 1);

    private Tensor Bicubic(Tensor large) => F.interpolate(
        Degradation.Shrink(Rgb(large), _network.Scale),
        [large.size(2), large.size(3)],
        mode: InterpolationMode.Bicubic,
        align_corners: false).clamp(0, 1);
}
