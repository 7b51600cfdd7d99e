using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Diffusion;

/// <summary>DiffusionCLIP (Kim, Kwon and Ye, "DiffusionCLIP: Text-Guided Diffusion Models for Robust Image Manipulation", 2022): pictures
/// are inverted to noise once by the model as it was, then the model is tuned until it draws from that noise what the words ask for.
/// n pictures, b of a step, z latent channels, s tokens, d their width.</summary>
internal sealed class DiffusionClipLearner : ILearner
{
    private readonly DiffusionPipeline _source;
    private readonly DiffusionPipeline _tuned;
    private readonly DirectionalLoss _direction;
    private readonly DiffusionClipOptions _options;
    private readonly DdimInversion _ddim;
    private readonly Tensor _pictures; // [n, 3, h, w] in [0, 1]
    private readonly Tensor _noisy;    // [n, z, h', w'], what they come from
    private readonly Tensor _words;    // [n, s, d], of their captions

    public DiffusionClipLearner(
        DiffusionPipeline source,
        DiffusionPipeline tuned,
        DirectionalLoss direction,
        DiffusionClipOptions options,
        IEnumerable<PictureBatch> pictures,
        double emaDecay)
    {
        (_source, _tuned, _direction, _options, _ddim) = (source, tuned, direction, options, new(source.NoiseConfig));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var inverted = pictures.Select(batch => (Pictures: batch.ToTensor(), Words: Words(batch)))
            .Select(each => (each.Pictures, each.Words, Noisy: Invert(each.Pictures, each.Words))).ToList();
        _pictures = cat([.. inverted.Select(each => each.Pictures)], 0).DetachFromDisposeScope();
        _words = cat([.. inverted.Select(each => each.Words)], 0).DetachFromDisposeScope();
        _noisy = cat([.. inverted.Select(each => each.Noisy)], 0).DetachFromDisposeScope();
        tuned.Unet.requires_grad_();
        Modules = [new("unet", tuned.Unet, options.Optimiser, emaDecay)];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    // some of the inverted pictures, in place of the batch
    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        _tuned.Unet.train();
        var some = context.Group.Shard(batch.Count, rows => randint(0, _pictures.size(0), [rows], device: _pictures.device,
            generator: context.Random));
        var originals = _pictures.index_select(0, some);                                                           // [b, 3, h, w]
        var edited = Generate(_noisy.index_select(0, some), _words.index_select(0, some));                         // [b, 3, h, w]
        var direction = _direction.Of(edited, originals).mean();
        var identity = (edited - originals).abs().mean();
        context.Metrics["direction"] = direction.ToDouble();
        context.Metrics["identity"] = identity.ToDouble();
        var loss = (direction * _options.Direction) + (identity * _options.Identity);
        context.Metrics["loss"] = loss.ToDouble();
        return scope.MoveToOuter(loss);
    }

    // the held-out pictures, edited
    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(Edit(batch).clamp(0, 1));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        using var noGrad = no_grad();
        var (direction, identity, count) = (0.0, 0.0, 0);
        foreach (var batch in heldOut)
        {
            using var scope = NewDisposeScope();
            var (originals, edited) = (batch.ToTensor(), Edit(batch));
            direction += _direction.Of(edited, originals).sum().ToDouble();
            identity += (edited - originals).abs().mean([1, 2, 3]).sum().ToDouble();
            count += batch.Count;
        }

        return new Dictionary<string, double> { ["direction"] = direction / count, ["identity"] = identity / count };
    }

    public void WriteConfig(string folder) => _options.CopyStart(folder);

    public void Dispose()
    {
        Modules[0].Dispose();
        new[] { _pictures, _noisy, _words }.ToList().ForEach(tensor => tensor.Dispose());
        _direction.Dispose();
        _tuned.Dispose();
        _source.Dispose();
    }

    private Tensor Edit(PictureBatch batch)
    {
        using var scope = NewDisposeScope();
        _tuned.Unet.eval();
        var words = Words(batch);
        return scope.MoveToOuter(Generate(Invert(batch.ToTensor(), words), words));
    }

    private Tensor Invert(Tensor pictures, Tensor words)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_ddim.Walk(
            Network(_source, words), _source.Codec.Encode(pictures), _ddim.Timesteps(_options.Strength, _options.InversionSteps)));
    }

    private Tensor Generate(Tensor noisy, Tensor words)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_tuned.Codec.DecodeUnclamped(_ddim.Walk(
            Network(_tuned, words), noisy, _ddim.Timesteps(_options.Strength, _options.Steps).Reverse())));
    }

    private static Func<Tensor, double, Tensor> Network(DiffusionPipeline model, Tensor words) =>
        new GuidedUnet(model.Unet, new(words), null, new(1)).Predict;

    private Tensor Words(PictureBatch batch) => _source.EncodeCaptions(batch.Captions);
}
