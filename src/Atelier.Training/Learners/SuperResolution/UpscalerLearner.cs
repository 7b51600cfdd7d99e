using Atelier.Imaging.Pictures;
using Atelier.Models.Discriminators;
using Atelier.Models.Perceptual;
using Atelier.Models.SuperResolution;
using Atelier.Training.Data;
using Atelier.Training.Learners.SuperResolution.Degradations;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.SuperResolution;

/// <summary>ESRGAN's two stages (Wang et al., 2018): first the L1 loss alone, then also a perceptual loss on features before activation and
/// a relativistic average discriminator. The discriminator is updated after the network, on the same pictures.</summary>
internal sealed class UpscalerLearner : ILearner
{
    private readonly Upscaler _network;
    private readonly Degradation _degradation;
    private readonly UpscalerLoss _loss;
    private readonly UnetDiscriminator? _discriminator;
    private readonly PerceptualTrunk? _trunk;
    private readonly List<Tensor> _upscaled = []; // of this step, for the discriminator

    public UpscalerLearner(
        Upscaler network,
        Degradation degradation,
        UpscalerLoss loss,
        UnetDiscriminator? discriminator,
        PerceptualTrunk? trunk,
        OptimiserOptions optimiser,
        double emaDecay)
    {
        (_network, _degradation, _loss, _discriminator, _trunk) = (network, degradation, loss, discriminator, trunk);
        List<TrainableModule> modules = [new("upscaler", network, optimiser, emaDecay)];
        if (discriminator is not null)
        {
            modules.Add(new("discriminator", discriminator, loss.Optimiser));
        }

        Modules = modules;
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context) =>
        module == Modules[0] ? NetworkLoss(batch, context) : DiscriminatorLoss(batch, context);

    public void OnStepEnd(StepContext context) => ReleaseUpscaled();

    private void ReleaseUpscaled()
    {
        _upscaled.ForEach(pictures => pictures.Dispose());
        _upscaled.Clear();
    }

    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        var large = ExpandToRgb(batch.ToTensor());
        return scope.MoveToOuter(SampleSheet.InPairs(Bicubic(large), Upscale(large)));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        var batches = heldOut.ToList();
        return new Dictionary<string, double>
        {
            ["psnr"] = Fidelity.Measure(batches, Upscale).Psnr, ["psnr_bicubic"] = Fidelity.Measure(batches, Bicubic).Psnr,
        };
    }

    public void WriteConfig(string folder) =>
        ConfigFile.Write(folder, new { kind = _network is SrvggNet ? "srvgg" : "rrdb", scale = _network.Scale });

    public void Dispose()
    {
        foreach (var module in Modules)
        {
            module.Dispose();
        }

        ReleaseUpscaled();
        _discriminator?.Dispose();
        _trunk?.Dispose();
        _network.Dispose();
    }

    private Tensor NetworkLoss(PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        var large = ExpandToRgb(batch.ToTensor());         // [b, 3, s, s]
        var small = _degradation.Apply(large, _network.Scale, new BatchRandom(context.Random, context.Group));
        var upscaled = _network.call(small);               // [b, 3, s, s]
        var error = upscaled - large;
        var total = _loss.Pixels(error);
        context.Metrics["psnr"] = Similarity.Psnr(error.detach().square().mean().ToDouble());
        if (context.Step >= _loss.WarmupSteps)
        {
            if (_trunk is not null)
            {
                var distance = _trunk.Distance(upscaled, large);
                context.Metrics["perceptual"] = distance.ToDouble();
                total += distance * _loss.Perceptual!.Weight;
            }

            if (_discriminator is not null)
            {
                var adversarial = RelativisticAverage.GeneratorLoss(
                    _discriminator.call(large), _discriminator.call(upscaled), context.Group);
                context.Metrics["adversarial"] = adversarial.ToDouble();
                total += adversarial * _loss.AdversarialWeight;
                _upscaled.Add(upscaled.detach().DetachFromDisposeScope());
            }
        }

        context.Metrics["loss"] = total.ToDouble();
        return scope.MoveToOuter(total);
    }

    private Tensor DiscriminatorLoss(PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        if (context.Step < _loss.WarmupSteps)
        {
            return scope.MoveToOuter(tensor(0, dtype: ScalarType.Float32)); // no gradient, so no update
        }

        var (real, fake) = (_discriminator!.call(ExpandToRgb(batch.ToTensor())), _discriminator.call(_upscaled[context.MicroBatch]));
        var loss = RelativisticAverage.DiscriminatorLoss(real, fake, context.Group);
        context.Metrics["discriminator"] = loss.ToDouble();
        context.Metrics["real_minus_fake"] = (real.detach().mean() - fake.detach().mean()).ToDouble();
        return scope.MoveToOuter(loss);
    }

    // grey pictures are trained on as well
    private static Tensor ExpandToRgb(Tensor x) => x.size(1) == 3 ? x : x.expand(-1, 3, -1, -1);

    private Tensor Upscale(Tensor large) => _network.call(Degradation.Downscale(ExpandToRgb(large), _network.Scale)).clamp(0, 1);

    private Tensor Bicubic(Tensor large) => F.interpolate(
        Degradation.Downscale(ExpandToRgb(large), _network.Scale),
        [large.size(2), large.size(3)],
        mode: InterpolationMode.Bicubic,
        align_corners: false).clamp(0, 1);
}
