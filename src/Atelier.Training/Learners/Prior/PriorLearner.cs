using Atelier.Art.Complete;
using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Codecs;
using Atelier.Models.Prior;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Prior;

/// <summary>Makes the cross entropy of the next code small.</summary>
internal sealed class PriorLearner : ILearner
{
    private const double LeastSeen = 0.25; // of a picture, to tell its class
    private static readonly string[] CodecFiles = ["model.safetensors", "config.json"];
    private readonly CodePrior _prior;
    private readonly PictureCodec _codec;
    private readonly ClipModel? _clip;
    private readonly Tokenizer? _tokenizer;
    private readonly PriorOptions _options;
    private readonly IReadOnlyList<string> _classes;
    private readonly Judge? _judge;
    private readonly Device _device;

    public PriorLearner(
        CodePrior prior,
        PictureCodec codec,
        ClipModel? clip,
        Tokenizer? tokenizer,
        PriorOptions options,
        IReadOnlyList<string> classes,
        Judge? judge,
        double average,
        Device device)
    {
        (_prior, _codec, _clip, _tokenizer, _options, _classes, _judge, _device) =
            (prior, codec, clip, tokenizer, options, classes, judge, device);
        Players = [new("prior", prior, options.Optimiser, average)];
    }

    public IReadOnlyList<Player> Players { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        _prior.train();
        _prior.Gpt.Dropout = turn.Random;
        var (pictures, wish) = (batch.ToTensor(), Forget(WishOf(batch), batch.Count, turn));
        if (_options.ClassLoss == 0)
        {
            var loss = _prior.CrossEntropy(_codec.CodesOf(pictures), wish);
            turn.Figures["loss"] = loss.ToDouble();
            return scope.MoveToOuter(loss);
        }

        var untold = wish.Classes!.eq(_prior.Options.Classes);                                          // [b]
        var (ofCodes, ofClasses) = _prior.CrossEntropy(UpperCodes(pictures, untold, turn.Random), wish, batch.ClassTensor());
        var (drawn, told) = (OfAll(ofCodes.Share, turn.Group), OfAll(ofClasses.Share, turn.Group));
        turn.Figures["loss"] = ofCodes.Loss.ToDouble() / drawn;
        turn.Figures["class"] = told > 0 ? ofClasses.Loss.ToDouble() / told : 0;
        return scope.MoveToOuter(ofCodes.Loss + (ofClasses.Loss * _options.ClassLoss));
    }

    // each with the class or the words of the held-out picture in its place
    public Tensor Sample(PictureBatch shown, Generator random)
    {
        using var scope = NewDisposeScope();
        _prior.eval();
        var codes = _prior.Sample(shown.Count, WishOf(shown), _options.Sampling, random);
        var side = _prior.Options.Side;
        return scope.MoveToOuter(_codec.PicturesOf(codes, side, side));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        _prior.eval();
        var batches = held.ToList();
        var (sum, count) = (0.0, 0);
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            (sum, count) = (
                sum + (_prior.CrossEntropy(_codec.CodesOf(batch.ToTensor()), WishOf(batch)).ToDouble() * batch.Count), count + batch.Count);
        }

        using var random = new Generator(99, _device);
        var figures = new Dictionary<string, double> { ["loss"] = sum / count, ["bits_per_code"] = sum / count / Math.Log(2) };
        return _judge is null
            ? figures
            : figures.Concat(_judge.Compare(batches, batch => Sample(batch, random))
                .Where(pair => pair.Key != "recognised" || _options.Condition == Condition.Class))
                .ToDictionary();
    }

    public void Describe(string folder)
    {
        Description.Write(
            folder,
            new
            {
                kind = "prior", n_head = _prior.Options.Gpt.Heads, codes = _prior.Options.Codes, side = _prior.Options.Side,
                classes = _options.Condition == Condition.Class ? _classes : [], tells_class = _prior.Options.TellsClass,
                clip = _options.Clip is null ? null : Path.GetFullPath(_options.Clip.Path),
                sampling = new
                {
                    temperature = _options.Sampling.Temperature,
                    top_k = _options.Sampling.TopK,
                    top_p = _options.Sampling.TopP,
                    guidance = _options.Sampling.Guidance,
                },
            });
        var codec = ModelFiles.Find(_options.Codec.Path).Folder;
        foreach (var name in CodecFiles.Where(name => File.Exists(Path.Combine(codec, name))))
        {
            AtomicFile.Write(Path.Combine(folder, "codec", name), File.ReadAllBytes(Path.Combine(codec, name)));
        }
    }

    public void Dispose()
    {
        Players[0].Dispose();
        _judge?.Dispose();
        _clip?.Dispose();
        _codec.Dispose();
        _prior.Dispose();
    }

    // by chance, it is not told the caption or class of some pictures
    private Wish Forget(Wish wish, int count, Turn turn)
    {
        if (_options.Unconditioned == 0)
        {
            return wish;
        }

        var chance = turn.Group.Shard(count, rows => rand([rows, 1], device: turn.Random.device, generator: turn.Random));
        var forgotten = chance.lt(_options.Unconditioned); // [b, 1]
        return new(wish.Classes?.masked_fill(forgotten.reshape(-1), _prior.Options.Classes), wish.Features?.masked_fill(forgotten, 0));
    }

    // the mean over all processes, so that what they log together is what one would
    private static double OfAll(double share, IProcessGroup group)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        return group.Mean(tensor(share, dtype: ScalarType.Float32)).ToDouble();
    }

    // the codes [b, n] of pictures, of some of which every other time only the upper rows are seen: -1 for those below
    private Tensor UpperCodes(Tensor pictures, Tensor some, Generator random)
    {
        using var scope = NewDisposeScope();
        var (chance, size) = (rand([2], device: random.device, generator: random).ToArray<float>(), (int)pictures.size(2));
        var kept = new InpaintMask(0, 0, size, chance[0] < 0.5 ? size : (int)(size * (LeastSeen + ((1 - LeastSeen) * chance[1]))));
        var codes = _codec.CodesOf(where(some.reshape(-1, 1, 1, 1), kept.ReplicatePad(pictures), pictures));
        return scope.MoveToOuter(where(some.unsqueeze(1), kept.MaskCodes(codes, _codec.Factor, InpaintMask.AnyCoverage), codes));
    }

    private Wish WishOf(PictureBatch batch)
    {
        using var pause = no_grad();
        return _options.Condition switch
        {
            Condition.Class => new(Classes: batch.ClassTensor()),
            Condition.Text => new(Features: Unit(LongTexts.Encode(_clip!, _tokenizer!, batch.Captions))),
            _ => new(),
        };
    }

    private static Tensor Unit(Tensor features) => features / features.norm(1, keepdim: true);
}
