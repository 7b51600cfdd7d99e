using System.Security.Cryptography;
using System.Text;
using Atelier.Core;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Clip;

/// <summary>CLIP's symmetric contrastive loss. Where the data have hard negatives, captions that are wrong in one thing, pictures are
/// contrasted with those as well; where they tell which captions are true of which pictures, these pairs are not. n pictures, m captions,
/// e embedding width.</summary>
internal sealed class ClipLearner : ILearner
{
    private const ulong DropoutSeed = 0xD809;
    private readonly ClipModel _model;
    private readonly BytePairVocabulary _vocabulary;
    private readonly Tokenizer _tokenizer;
    private readonly double _mergeDropout;
    private readonly FrozenFeatures? _frozen;
    private readonly string _fingerprint; // a checkpoint with another vocabulary is refused

    public ClipLearner(
        ClipModel model, BytePairVocabulary vocabulary, OptimiserOptions optimiser, double emaDecay, double mergeDropout = 0)
    {
        _mergeDropout = mergeDropout;
        _frozen = model.IsVisionFrozen ? new(model) : null;
        (_model, _vocabulary, _tokenizer) = (model, vocabulary, new(vocabulary, model.Options.ContextLength));
        _fingerprint = "vocabulary_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(vocabulary.Text)))[..16];
        State = new Dictionary<string, Tensor> { [_fingerprint] = zeros([1]).DetachFromDisposeScope() };
        Modules = [new("clip", model, optimiser, emaDecay)];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public IReadOnlyDictionary<string, Tensor> State { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        _model.train(_frozen is null);
        var tokenize = _mergeDropout == 0 ? null : Dropout(context);
        var logits = Logits(batch, tokenize, context.Group.Gather); // against the captions of all processes
        var targets = arange(logits.size(0), device: _model.Device);
        logits = WithoutOtherTruths(logits, batch);
        var loss = ContrastiveLoss(logits, targets);
        context.Metrics["loss"] = loss.ToDouble();
        context.Metrics["accuracy"] = IsCorrect(logits, targets).mean().ToDouble();
        // the fraction of captions that are longer than the context
        context.Metrics["cut"] = batch.Captions.Average(caption => _tokenizer.Chunks(caption).Count > 1 ? 1.0 : 0);
        return scope.MoveToOuter(loss);
    }

    // pictures that do not find their caption first
    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var isCorrect = IsCorrect(Logits(batch), Targets(batch)).to(ScalarType.Int64);
        return scope.MoveToOuter(batch.ToTensor().index_select(0, isCorrect.argsort(0)));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        _model.eval();
        var (loss, correct, count) = (0.0, 0.0, 0);
        foreach (var batch in heldOut)
        {
            using var scope = NewDisposeScope();
            var (logits, targets) = (Logits(batch), Targets(batch));
            (loss, correct, count) = (
                loss + (ContrastiveLoss(logits, targets).ToDouble() * batch.Count),
                correct + IsCorrect(logits, targets).sum().ToDouble(),
                count + batch.Count);
        }

        return new Dictionary<string, double> { ["loss"] = loss / count, ["accuracy"] = correct / count };
    }

    public void WriteConfig(string folder)
    {
        ConfigFile.Write(folder, new { kind = "clip" });
        _vocabulary.Save(Path.Combine(folder, "vocabulary.txt"));
    }

    public void Dispose()
    {
        Modules[0].Dispose();
        State[_fingerprint].Dispose();
        _model.Dispose();
    }

    // hard negatives last: [n, m]
    private Tensor Logits(PictureBatch batch, Func<IReadOnlyList<string>, Tensor>? tokenize = null, Func<Tensor, Tensor>? gather = null)
    {
        using var scope = NewDisposeScope();
        gather ??= own => own;
        tokenize ??= texts => _tokenizer.Tokenize(texts);
        var image = gather(_frozen?.Of(batch) ?? _model.encode_image(batch.ToTensor()));          // [n, e]
        var text = _model.encode_text(tokenize([.. batch.Captions, .. batch.HardNegatives]));     // [m, e]
        text = batch.HardNegatives.Length == 0 ? gather(text) : cat([.. text.split(batch.Count, 0).Select(gather)], 0);
        return scope.MoveToOuter(_model.Logits(image, text));
    }

    // the same in a resumed run
    private Func<IReadOnlyList<string>, Tensor> Dropout(StepContext context)
    {
        var random = new SplitMix64(DropoutSeed + (ulong)context.MicroBatch, context.Step);
        return texts => _tokenizer.Tokenize(texts, random, (float)_mergeDropout);
    }

    // pairs that are true by chance, such as two animals and "an animal", count neither way
    private static Tensor WithoutOtherTruths(Tensor logits, PictureBatch batch)
    {
        if (batch.Truths is null)
        {
            return logits.alias();
        }

        using var scope = NewDisposeScope();
        var n = batch.Count;
        var others = tensor(batch.Truths.Cast<bool>().ToArray(), [n, n]).logical_and(eye(n, dtype: ScalarType.Bool).logical_not());
        others = F.pad(others.to(ScalarType.Float32), [0, logits.size(1) - n]).to(ScalarType.Bool).to(logits.device);
        return scope.MoveToOuter(logits.masked_fill(others, double.NegativeInfinity));
    }

    private Tensor Targets(PictureBatch batch) => arange(batch.Count, device: _model.Device);

    private static Tensor ContrastiveLoss(Tensor logits, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var textLogits = logits.narrow(1, 0, logits.size(0)).transpose(0, 1);
        return scope.MoveToOuter((F.cross_entropy(logits, targets) + F.cross_entropy(textLogits, targets)) / 2);
    }

    private static Tensor IsCorrect(Tensor logits, Tensor targets) => logits.detach().argmax(1).eq(targets).to(ScalarType.Float32);
}
