using Atelier.Imaging.Pictures;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Vq;

/// <summary>Trains VQ-VAEs and VQGANs: reconstruction, codebook, and where the recipe has one a discriminator, which moves after the
/// network on the same reconstructions.</summary>
internal sealed class VqLearner : ILearner
{
    private const int UsualSize = 1024;
    // an entry is dead when nothing chose it in about so many steps: longer for large codebooks, whose entries are chosen less often
    private readonly double _rare;
    private readonly PictureCodec _model;
    private readonly VqOptions _options;
    private readonly VqganLoss _loss;
    private readonly CodebookUsage _usage;
    private readonly CodebookAverage? _average;
    private readonly Judge? _judge;
    private readonly List<Tensor> _made = []; // reconstructions of this step, for the discriminator
    private Tensor? _latent;                  // of the last batch

    public VqLearner(PictureCodec model, VqOptions options, VqganLoss loss, Judge? judge, double average)
    {
        (_model, _options, _loss, _judge) = (model, options, loss, judge);
        var codebook = model.Quantizer.Codebook;
        _usage = new((int)codebook.size(0), codebook.device);
        _rare = 30 * Math.Max(1.0, codebook.size(0) / (double)UsualSize);
        if (options.Care.Average > 0)
        {
            codebook.requires_grad_(false);
            _average = new(codebook, options.Care.Average);
        }

        List<Player> players = [new("model", model, options.Optimiser, average)];
        if (loss.Discriminator is not null)
        {
            players.Add(new("discriminator", loss.Discriminator, options.Discriminator!.Optimiser));
        }

        Players = players;
    }

    public IReadOnlyList<Player> Players { get; }

    public IReadOnlyDictionary<string, Tensor> State => _average is null
        ? new Dictionary<string, Tensor> { ["usage"] = _usage.State }
        : new() { ["usage"] = _usage.State, ["codebook_counts"] = _average.Counts, ["codebook_sums"] = _average.Sums };

    public IReadOnlyDictionary<string, IReadOnlyList<double>> Counts =>
        new Dictionary<string, IReadOnlyList<double>> { ["codes"] = _usage.State.ToArray<double>() };

    public Tensor Loss(Player player, PictureBatch batch, Turn turn) =>
        player == Players[0] ? OfModel(batch, turn) : DiscriminatorLoss(batch, turn);

    public void Moved(Turn turn)
    {
        _made.ForEach(made => made.Dispose());
        _made.Clear();
        var (care, codebook, step) = (_options.Care, _model.Quantizer.Codebook, turn.Step);
        // a start's codebook stays, unless it is drawn anew
        var begins = step + 1 == (_options.Start is null ? Math.Max(1, care.QuantiseAfter) : care.QuantiseAfter);
        if (begins || (care.ReviveEvery > 0 && step >= care.QuantiseAfter && (step + 1) % care.ReviveEvery == 0
            && step < turn.Total * care.ReviveUntil))
        {
            turn.Figures["revived"] = _usage.Revive(codebook, _latent!, turn.Random, begins ? 0.5 : _rare); // all of them, where it begins
            _average?.Restart(codebook);
        }
    }

    public Tensor Sample(PictureBatch shown, Generator random)
    {
        using var scope = NewDisposeScope();
        var x = shown.ToTensor();
        return scope.MoveToOuter(SampleSheet.InPairs(x, Reconstruct(x, null)));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        using var scope = NewDisposeScope();
        var codebook = _model.Quantizer.Codebook;
        var counts = zeros([codebook.size(0)], dtype: ScalarType.Float32, device: codebook.device);
        var batches = held.ToList();
        var likeness = Fidelity.Measure(batches, x => Reconstruct(x, counts));
        var shares = (counts / counts.sum()).ToArray<double>().Where(share => share > 0).ToList();
        var figures = new Dictionary<string, double>(likeness.Figures)
        {
            ["codes_used"] = shares.Count / (double)counts.numel(),
            ["perplexity"] = Math.Exp(-shares.Sum(share => share * Math.Log(share))),
        };
        return _judge is null
            ? figures
            : figures.Concat(_judge.Compare(batches, batch => Reconstruct(batch.ToTensor(), null))).ToDictionary();
    }

    public void Describe(string folder) => Description.Write(folder, _options.Description);

    public void Dispose()
    {
        foreach (var player in Players)
        {
            player.Dispose();
        }

        _made.ForEach(made => made.Dispose());
        _latent?.Dispose();
        _usage.Dispose();
        _average?.Dispose();
        _judge?.Dispose();
        _loss.Discriminator?.Dispose();
        _loss.Perceptual?.Dispose();
        _model.Dispose();
    }

    private Tensor OfModel(PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        var x = (batch.ToTensor() * 2) - 1;                                  // [b, c, h, w]
        var latent = _model.EncodeLatent(x);                                 // [b, e, h / f, w / f]
        var quantise = turn.Step >= _options.Care.QuantiseAfter;
        var quantized = _model.Quantizer.call(latent);
        var picture = _model.decode(quantise ? quantized.Latent : latent);   // [b, c, h, w]
        var terms = _loss.GeneratorLoss(
            x, picture, quantise ? quantized.Loss : tensor(0, dtype: ScalarType.Float32), _model.LastLayer, turn.Step);
        _latent?.Dispose();
        _latent = turn.Group.AllGather(latent).DetachFromDisposeScope();
        if (quantise)
        {
            var chosen = turn.Group.AllGather(quantized.Indices);
            _usage.Update(chosen);
            _average?.Update(_model.Quantizer.Codebook, _latent, chosen);
        }

        if (_loss.Discriminator is not null)
        {
            _made.Add(picture.detach().DetachFromDisposeScope());
            turn.Figures["adversarial"] = terms.Adversarial;
            turn.Figures["adversarial_weight"] = terms.AdversarialWeight;
        }

        if (_loss.Perceptual is not null)
        {
            turn.Figures["perceptual"] = terms.Perceptual;
        }

        turn.Figures["loss"] = terms.Total.ToDouble();
        turn.Figures["psnr"] = Similarity.Psnr((picture - x).detach().square().mean().ToDouble() / 4);
        turn.Figures["codebook"] = quantized.Loss.ToDouble();
        turn.Figures["perplexity"] = _usage.Perplexity();
        return scope.MoveToOuter(terms.Total);
    }

    private Tensor DiscriminatorLoss(PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        if (turn.Step < _loss.DiscriminatorStart)
        {
            turn.Figures["discriminator"] = 0;
            return scope.MoveToOuter(tensor(0, dtype: ScalarType.Float32));
        }

        var loss = _loss.DiscriminatorLoss((batch.ToTensor() * 2) - 1, _made[turn.Part], turn.Step);
        turn.Figures["discriminator"] = loss.ToDouble();
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
