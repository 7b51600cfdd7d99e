using Atelier.Art.Complete;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs;
using Atelier.Models.Prior;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Prior;

/// <summary>Minimizes the cross entropy of the next code, and optionally that of a classification head.</summary>
internal sealed class PriorLearner : ILearner
{
    private const double MinObserved = 0.25; // fraction of a picture that the classification head sees
    private const ulong EvaluationSeed = 99;
    private readonly CodePrior _prior;
    private readonly PictureCodec _codec;
    private readonly ClipModel? _clip;
    private readonly Tokenizer? _tokenizer;
    private readonly PriorOptions _options;
    private readonly IReadOnlyList<string> _classes;
    private readonly ClassifierScorer? _scorer;
    private readonly Device _device;

    public PriorLearner(
        CodePrior prior,
        PictureCodec codec,
        ClipModel? clip,
        Tokenizer? tokenizer,
        PriorOptions options,
        IReadOnlyList<string> classes,
        ClassifierScorer? scorer,
        double emaDecay,
        Device device)
    {
        (_prior, _codec, _clip, _tokenizer, _options, _classes, _scorer, _device) =
            (prior, codec, clip, tokenizer, options, classes, scorer, device);
        Modules = [new("prior", prior, options.Optimiser, emaDecay)];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        _prior.train();
        _prior.Gpt.Dropout = context.Random;
        var (pictures, conditioning) = (batch.ToTensor(), Drop(ConditioningOf(batch), batch.Count, context));
        if (_options.ClassLoss == 0)
        {
            var loss = _prior.CrossEntropy(_codec.EncodeToCodes(pictures), conditioning);
            context.Metrics["loss"] = loss.ToDouble();
            return scope.MoveToOuter(loss);
        }

        var isDropped = conditioning.Classes!.eq(_prior.Options.Classes); // [b]
        var (ofCodes, ofClasses) = _prior.CrossEntropy(
            MaskLowerRows(pictures, isDropped, context.Random), conditioning, batch.ClassTensor());
        var (codeShare, classShare) = (MeanOver(context.Group, ofCodes.Share), MeanOver(context.Group, ofClasses.Share));
        context.Metrics["loss"] = ofCodes.Loss.ToDouble() / codeShare;
        context.Metrics["class"] = classShare > 0 ? ofClasses.Loss.ToDouble() / classShare : 0;
        return scope.MoveToOuter(ofCodes.Loss + (ofClasses.Loss * _options.ClassLoss));
    }

    // each with the class or the words of the heldOut-out picture in its place
    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        _prior.eval();
        var codes = _prior.Sample(batch.Count, ConditioningOf(batch), _options.Sampling, random);
        var side = _prior.Options.Side;
        return scope.MoveToOuter(_codec.DecodeCodes(codes, side, side));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        _prior.eval();
        var batches = heldOut.ToList();
        var (sum, count) = (0.0, 0);
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            (sum, count) = (
                sum + (_prior.CrossEntropy(_codec.EncodeToCodes(batch.ToTensor()), ConditioningOf(batch)).ToDouble() * batch.Count),
                count + batch.Count);
        }

        using var random = new DeviceGenerator(EvaluationSeed, _device);
        var metrics = new Dictionary<string, double> { ["loss"] = sum / count, ["bits_per_code"] = sum / count / Math.Log(2) };
        return _scorer is null
            ? metrics
            : metrics.Concat(_scorer.Compare(batches, batch => Sample(batch, random))
                .Where(pair => pair.Key != "recognised" || _options.Condition == Condition.Class))
                .ToDictionary();
    }

    public void WriteConfig(string folder)
    {
        ConfigFile.Write(
            folder,
            new
            {
                kind = "prior", n_head = _prior.Options.Gpt.Heads, codes = _prior.Options.Codes, side = _prior.Options.Side,
                classes = _options.Condition == Condition.Class ? _classes : [], tells_class = _prior.Options.HasClassHead,
                clip = _options.Clip is null ? null : Path.GetFullPath(_options.Clip.Path),
                sampling = new
                {
                    temperature = _options.Sampling.Temperature,
                    top_k = _options.Sampling.TopK,
                    top_p = _options.Sampling.TopP,
                    guidance = _options.Sampling.GuidanceScale,
                },
            });
        _options.Codec.CopyTo(Path.Combine(folder, "codec"));
    }

    public void Dispose()
    {
        Modules[0].Dispose();
        _scorer?.Dispose();
        _clip?.Dispose();
        _codec.Dispose();
        _prior.Dispose();
    }

    // without conditioning for some pictures, so that samples can be guided (Ho and Salimans, 2022)
    private Conditioning Drop(Conditioning conditioning, int count, StepContext context)
    {
        if (_options.ConditioningDropout == 0)
        {
            return conditioning;
        }

        var uniform = context.Group.Shard(count, rows => rand([rows, 1], device: context.Random.device, generator: context.Random));
        var isDropped = uniform.lt(_options.ConditioningDropout); // [b, 1]
        return new(
            conditioning.Classes?.masked_fill(isDropped.reshape(-1), _prior.Options.Classes),
            conditioning.Features?.masked_fill(isDropped, 0));
    }

    // several processes log the loss that one would
    private static double MeanOver(IProcessGroup group, double value)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return group.Mean(tensor(value, dtype: ScalarType.Float32)).ToDouble();
    }

    // the codes [b, n] of pictures; in half of the steps those of the selected pictures are -1 below a random row
    private Tensor MaskLowerRows(Tensor pictures, Tensor isSelected, Generator random)
    {
        using var scope = NewDisposeScope();
        var (uniform, size) = (rand([2], device: random.device, generator: random).ToArray<float>(), (int)pictures.size(2));
        var kept = new InpaintMask(0, 0, size, uniform[0] < 0.5 ? size : (int)(size * (MinObserved + ((1 - MinObserved) * uniform[1]))));
        var codes = _codec.EncodeToCodes(where(isSelected.reshape(-1, 1, 1, 1), kept.ReplicatePad(pictures), pictures));
        return scope.MoveToOuter(where(isSelected.unsqueeze(1), kept.MaskCodes(codes, _codec.Factor, InpaintMask.AnyCoverage), codes));
    }

    private Conditioning ConditioningOf(PictureBatch batch)
    {
        using var noGrad = no_grad();
        return _options.Condition switch
        {
            Condition.Class => new(Classes: batch.ClassTensor()),
            Condition.Text => new(Features: F.normalize(LongTextEncoder.Encode(_clip!, _tokenizer!, batch.Captions), dim: 1)),
            _ => new(),
        };
    }
}
