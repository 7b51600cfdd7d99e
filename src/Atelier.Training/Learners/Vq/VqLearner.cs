using Atelier.Imaging.Pictures;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Vq;

/// <summary>Trains VQ-VAEs and VQGANs: reconstruction, codebook and optionally adversarial loss. The discriminator is updated after the
/// network, on the same reconstructions.</summary>
internal sealed class VqLearner : ILearner
{
    private const int DeadAfterSteps = 30;
    private const int ReferenceSize = 1024;
    // entries of larger codebooks are used less often, so they count as dead later
    private readonly double _deadAfter;
    private readonly PictureCodec _model;
    private readonly VqOptions _options;
    private readonly VqganLoss _loss;
    private readonly CodebookUsage _usage;
    private readonly CodebookEma? _ema;
    private readonly ClassifierScorer? _scorer;
    private readonly List<Tensor> _reconstructions = []; // of this step, for the discriminator
    private Tensor? _latent;                             // of the last batch

    public VqLearner(PictureCodec model, VqOptions options, VqganLoss loss, ClassifierScorer? scorer, double emaDecay)
    {
        (_model, _options, _loss, _scorer) = (model, options, loss, scorer);
        var codebook = model.Quantizer.Codebook;
        _usage = new((int)codebook.size(0), codebook.device);
        _deadAfter = DeadAfterSteps * Math.Max(1.0, codebook.size(0) / (double)ReferenceSize);
        if (options.Codebook.EmaDecay > 0)
        {
            codebook.requires_grad_(false);
            _ema = new(codebook, options.Codebook.EmaDecay);
        }

        List<TrainableModule> modules = [new("model", model, options.Optimiser, emaDecay)];
        if (loss.Discriminator is not null)
        {
            modules.Add(new("discriminator", loss.Discriminator, options.Discriminator!.Optimiser));
        }

        Modules = modules;
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public IReadOnlyDictionary<string, Tensor> State => _ema is null
        ? new Dictionary<string, Tensor> { ["usage"] = _usage.State }
        : new() { ["usage"] = _usage.State, ["codebook_counts"] = _ema.Counts, ["codebook_sums"] = _ema.Sums };

    public IReadOnlyDictionary<string, IReadOnlyList<double>> Histograms =>
        new Dictionary<string, IReadOnlyList<double>> { ["codes"] = _usage.State.ToArray<double>() };

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context) =>
        module == Modules[0] ? ModelLoss(batch, context) : DiscriminatorLoss(batch, context);

    public void OnStepEnd(StepContext context)
    {
        _reconstructions.ForEach(pictures => pictures.Dispose());
        _reconstructions.Clear();
        var (options, codebook, step) = (_options.Codebook, _model.Quantizer.Codebook, context.Step);
        // a pretrained codebook stays, unless quantise_after draws a new one
        var isFirst = step + 1 == (_options.Start is null ? Math.Max(1, options.QuantiseAfter) : options.QuantiseAfter);
        if (isFirst || (options.ReviveEvery > 0 && step >= options.QuantiseAfter && (step + 1) % options.ReviveEvery == 0
            && step < context.Total * options.ReviveUntil))
        {
            var deadAfter = isFirst ? 0.5 : _deadAfter; // the first time replaces all entries
            context.Metrics["revived"] = _usage.Revive(codebook, _latent!, context.Random, deadAfter);
            _ema?.Reset(codebook);
        }
    }

    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        var x = batch.ToTensor();
        return scope.MoveToOuter(SampleSheet.InPairs(x, Reconstruct(x, null)));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        using var scope = NewDisposeScope();
        var codebook = _model.Quantizer.Codebook;
        var counts = zeros([codebook.size(0)], dtype: ScalarType.Float32, device: codebook.device);
        var batches = heldOut.ToList();
        var fidelity = Fidelity.Measure(batches, x => Reconstruct(x, counts));
        var shares = (counts / counts.sum()).ToArray<double>().Where(share => share > 0).ToList();
        var metrics = new Dictionary<string, double>(fidelity.Metrics)
        {
            ["codes_used"] = shares.Count / (double)counts.numel(),
            ["perplexity"] = Math.Exp(-shares.Sum(share => share * Math.Log(share))),
        };
        return _scorer is null
            ? metrics
            : metrics.Concat(_scorer.Compare(batches, batch => Reconstruct(batch.ToTensor(), null))).ToDictionary();
    }

    public void WriteConfig(string folder) => ConfigFile.Write(folder, _options.Config);

    public void Dispose()
    {
        foreach (var module in Modules)
        {
            module.Dispose();
        }

        _reconstructions.ForEach(pictures => pictures.Dispose());
        _latent?.Dispose();
        _usage.Dispose();
        _ema?.Dispose();
        _scorer?.Dispose();
        _loss.Discriminator?.Dispose();
        _loss.Perceptual?.Dispose();
        _model.Dispose();
    }

    private Tensor ModelLoss(PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        var x = (batch.ToTensor() * 2) - 1;                                  // [b, c, h, w]
        var latent = _model.EncodeLatent(x);                                 // [b, e, h / f, w / f]
        var quantise = context.Step >= _options.Codebook.QuantiseAfter;
        var quantized = _model.Quantizer.call(latent);
        var picture = _model.decode(quantise ? quantized.Latent : latent);   // [b, c, h, w]
        var terms = _loss.GeneratorLoss(
            x, picture, quantise ? quantized.Loss : tensor(0, dtype: ScalarType.Float32), _model.LastLayer, context.Step);
        _latent?.Dispose();
        _latent = context.Group.AllGather(latent).DetachFromDisposeScope();
        if (quantise)
        {
            var indices = context.Group.AllGather(quantized.Indices);
            _usage.Update(indices);
            _ema?.Update(_model.Quantizer.Codebook, _latent, indices);
        }

        if (_loss.Discriminator is not null)
        {
            _reconstructions.Add(picture.detach().DetachFromDisposeScope());
            context.Metrics["adversarial"] = terms.Adversarial;
            context.Metrics["adversarial_weight"] = terms.AdversarialWeight;
        }

        if (_loss.Perceptual is not null)
        {
            context.Metrics["perceptual"] = terms.Perceptual;
        }

        context.Metrics["loss"] = terms.Total.ToDouble();
        context.Metrics["psnr"] = Similarity.Psnr((picture - x).detach().square().mean().ToDouble() / 4);
        context.Metrics["codebook"] = quantized.Loss.ToDouble();
        context.Metrics["perplexity"] = _usage.Perplexity();
        return scope.MoveToOuter(terms.Total);
    }

    private Tensor DiscriminatorLoss(PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        if (context.Step < _loss.DiscriminatorStart)
        {
            context.Metrics["discriminator"] = 0;
            return scope.MoveToOuter(tensor(0, dtype: ScalarType.Float32));
        }

        var loss = _loss.DiscriminatorLoss((batch.ToTensor() * 2) - 1, _reconstructions[context.MicroBatch], context.Step);
        context.Metrics["discriminator"] = loss.ToDouble();
        return scope.MoveToOuter(loss);
    }

    private Tensor Reconstruct(Tensor x, Tensor? counts)
    {
        using var scope = NewDisposeScope();
        var quantized = _model.Quantizer.call(_model.EncodeLatent((x * 2) - 1));
        counts?.add_(bincount(quantized.Indices, null, counts.numel()).to(ScalarType.Float32));
        return scope.MoveToOuter(((_model.decode(quantized.Latent) + 1) / 2).clamp(0, 1));
    }
}
