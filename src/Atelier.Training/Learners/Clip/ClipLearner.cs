using System.Security.Cryptography;
using System.Text;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Clip;

/// <summary>Each picture is to find its caption among the batch, and among as many captions with one thing untrue where the data have such;
/// each caption its picture. n pictures, m captions, e embedding width.</summary>
internal sealed class ClipLearner : ILearner
{
    private readonly ClipModel _model;
    private readonly BytePairVocabulary _vocabulary;
    private readonly Tokenizer _tokenizer;
    private readonly string _mark; // of the vocabulary: a checkpoint of another one is refused

    public ClipLearner(ClipModel model, BytePairVocabulary vocabulary, OptimiserOptions optimiser, double average)
    {
        (_model, _vocabulary, _tokenizer) = (model, vocabulary, new(vocabulary, model.Options.ContextLength));
        _mark = "vocabulary_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(vocabulary.Text)))[..16];
        State = new Dictionary<string, Tensor> { [_mark] = zeros([1]).DetachFromDisposeScope() };
        Players = [new("clip", model, optimiser, average)];
    }

    public IReadOnlyList<Player> Players { get; }

    public IReadOnlyDictionary<string, Tensor> State { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        _model.train();
        var logits = Logits(batch, turn.Group.Gather); // against the captions of all processes
        var match = arange(logits.size(0), device: _model.Device);
        var loss = Contrast(logits, match);
        turn.Figures["loss"] = loss.ToDouble();
        turn.Figures["accuracy"] = Right(logits, match).mean().ToDouble();
        // share of captions too long for the context
        turn.Figures["cut"] = batch.Captions.Average(caption => _tokenizer.Chunks(caption).Count > 1 ? 1.0 : 0);
        return scope.MoveToOuter(loss);
    }

    // pictures that do not find their caption come first
    public Tensor Sample(PictureBatch shown, Generator random)
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var right = Right(Logits(shown), Match(shown)).to(ScalarType.Int64);
        return scope.MoveToOuter(shown.ToTensor().index_select(0, right.argsort(0)));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        _model.eval();
        var (loss, right, count) = (0.0, 0.0, 0);
        foreach (var batch in held)
        {
            using var scope = NewDisposeScope();
            var (logits, match) = (Logits(batch), Match(batch));
            (loss, right, count) = (
                loss + (Contrast(logits, match).ToDouble() * batch.Count),
                right + Right(logits, match).sum().ToDouble(),
                count + batch.Count);
        }

        return new Dictionary<string, double> { ["loss"] = loss / count, ["accuracy"] = right / count };
    }

    public void Describe(string folder)
    {
        Description.Write(folder, new { kind = "clip" });
        _vocabulary.Save(Path.Combine(folder, "vocabulary.txt"));
    }

    public void Dispose()
    {
        Players[0].Dispose();
        State[_mark].Dispose();
        _model.Dispose();
    }

    private Tensor Logits(PictureBatch batch, Func<Tensor, Tensor>? gather = null) // [n, m], the true captions first
    {
        using var scope = NewDisposeScope();
        gather ??= own => own;
        var image = gather(_model.encode_image(batch.ToTensor()));                                // [n, e]
        var text = _model.encode_text(_tokenizer.Tokenize([.. batch.Captions, .. batch.Wrong]));  // [m, e]
        text = batch.Wrong.Length == 0 ? gather(text) : cat([.. text.split(batch.Count, 0).Select(gather)], 0);
        return scope.MoveToOuter(_model.Logits(image, text));
    }

    private Tensor Match(PictureBatch batch) => arange(batch.Count, device: _model.Device);

    private static Tensor Contrast(Tensor logits, Tensor match)
    {
        using var scope = NewDisposeScope();
        var ofTexts = logits.narrow(1, 0, logits.size(0)).transpose(0, 1);
        return scope.MoveToOuter((F.cross_entropy(logits, match) + F.cross_entropy(ofTexts, match)) / 2);
    }

    private static Tensor Right(Tensor logits, Tensor match) => logits.detach().argmax(1).eq(match).to(ScalarType.Float32);
}
