using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Models.Diffusion.Unet;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Diffusion;

/// <summary>Minimises the squared error of what a UNet says of noisy latents (Ho et al., "Denoising Diffusion Probabilistic Models", 2020),
/// of pixels or, as Rombach et al. (2022), of a codec's latents. b pictures, z latent channels, s tokens, d their width.</summary>
internal sealed class DiffusionLearner : ILearner
{
    private const ulong EvaluationSeed = 99;
    private const int EvaluationTimesteps = 8; // of each batch, from nearly clean to noise
    private readonly UNet2DConditionModel _unet;
    private readonly ILatentCodec _codec;
    private readonly ClipTextEncoder? _encoder;
    private readonly DiffusionLearnerOptions _options;
    private readonly TrainingNoise _noise;
    private readonly int _size;

    public DiffusionLearner(
        UNet2DConditionModel unet,
        ILatentCodec codec,
        ClipTextEncoder? encoder,
        DiffusionLearnerOptions options,
        int size,
        double emaDecay,
        Device device)
    {
        (_unet, _codec, _encoder, _options, _size) = (unet, codec, encoder, options, size);
        _noise = new(options.Noise, device);
        Modules = [new("unet", unet, options.Optimiser, emaDecay)];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        _unet.train();
        var latents = _codec.Encode(batch.ToTensor());                                                             // [b, z, h, w]
        var noise = context.Group.Shard(batch.Count, rows => randn([rows, .. latents.shape[1..]], device: _unet.Device,
            generator: context.Random));
        var timesteps = context.Group.Shard(batch.Count, rows => randint(0, _noise.Timesteps, [rows], device: _unet.Device,
            generator: context.Random));
        var isDropped = context.Group.Shard(batch.Count, rows => rand([rows], device: _unet.Device, generator: context.Random))
            .lt(_options.CaptionDropout);                                                                          // [b]
        var words = where(isDropped.reshape(-1, 1, 1), Conditions([""]), Conditions(batch.Captions));              // [b, s, d]
        var error = Error(latents, noise, timesteps, words);                                                       // [b]
        context.Metrics["error"] = error.mean().ToDouble();
        context.Metrics["cut"] = batch.Captions.Average(caption => _encoder?.IsCut(caption) ?? false ? 1.0 : 0);
        var loss = (_options.MinSnr > 0 ? error * _noise.MinSnrWeights(timesteps, _options.MinSnr) : error).mean();
        context.Metrics["loss"] = loss.ToDouble();
        return scope.MoveToOuter(loss);
    }

    // each after the caption of the held-out picture in its place
    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _unet.eval();
        var (kind, config) = SchedulerFile.Choose(_options.Sampling.Scheduler, _options.Noise);
        using var scheduler = config.Create(kind, _options.Sampling.Steps);
        var guided = new GuidedUnet(
            _unet, new(Conditions(batch.Captions)), new(Conditions([""])), new(_options.Sampling.Guidance));
        long[] shape = [batch.Count, _codec.Channels, _size / _codec.Factor, _size / _codec.Factor];
        return scope.MoveToOuter(_codec.Decode(
            Denoising.Walk(scheduler, guided.Predict, Noise() * scheduler.InitNoiseSigma, 0, Noise)));

        Tensor Noise() => randn(shape, device: random.device, generator: random);
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        using var random = new DeviceGenerator(EvaluationSeed, _unet.Device);
        using var noGrad = no_grad();
        _unet.eval();
        var (sum, count) = (0.0, 0);
        foreach (var batch in heldOut)
        {
            using var scope = NewDisposeScope();
            var (latents, words) = (_codec.Encode(batch.ToTensor()), Conditions(batch.Captions));
            for (var i = 0; i < EvaluationTimesteps; i++)
            {
                var timesteps = full([batch.Count], ((2 * i) + 1) * _noise.Timesteps / (2 * EvaluationTimesteps), ScalarType.Int64,
                    _unet.Device);
                var noise = randn(latents.shape, device: _unet.Device, generator: random);
                sum += Error(latents, noise, timesteps, words).sum().ToDouble();
                count += batch.Count;
            }
        }

        return new Dictionary<string, double> { ["error"] = sum / count };
    }

    public void WriteConfig(string folder)
    {
        var noise = _options.Noise;
        ConfigFile.Write(folder, new
        {
            kind = "diffusion",
            size = _size,
            factor = _codec.Factor * _unet.Options.Factor,
            heads = _unet.Options.Heads,
            norm_groups = _unet.Options.NormGroups,
            scheduler = new
            {
                num_train_timesteps = noise.TrainTimesteps,
                beta_start = noise.BetaStart,
                beta_end = noise.BetaEnd,
                beta_schedule = SchedulerFile.NameOf(noise.BetaSchedule),
                prediction_type = SchedulerFile.NameOf(noise.PredictionType),
                steps_offset = noise.StepsOffset,
                set_alpha_to_one = noise.SetAlphaToOne,
                clip_sample = noise.ClipSample is not null,
            },
            sampling = new
            {
                scheduler = _options.Sampling.Scheduler, steps = _options.Sampling.Steps, guidance = _options.Sampling.Guidance,
            },
        });
        _encoder?.Write(Path.Combine(folder, "text_encoder"));
        _options.Codec?.CopyTo(Path.Combine(folder, "codec"));
    }

    public void Dispose()
    {
        Modules[0].Dispose();
        _noise.Dispose();
        _unet.Dispose();
        _encoder?.Dispose();
        _codec.Dispose();
    }

    // the mean squared error of each, [b]
    private Tensor Error(Tensor latents, Tensor noise, Tensor timesteps, Tensor words)
    {
        using var scope = NewDisposeScope();
        var noisy = _noise.AddNoise(latents, noise, timesteps);
        var answer = _unet.call(noisy, timesteps.to(ScalarType.Float32), words, null);                             // [b, z, h, w]
        return scope.MoveToOuter((answer - _noise.Target(latents, noise, timesteps)).square().flatten(1).mean([1]));
    }

    // the vectors of captions, [n, s, d]; zeros for a model without words
    private Tensor Conditions(string[] captions) => _encoder?.Encode(captions)
        ?? zeros([captions.Length, 1, _unet.Options.CrossAttentionDim], device: _unet.Device);
}
