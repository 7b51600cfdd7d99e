using Atelier.Torch.Layers;

namespace Atelier.Models.Prior;

/// <summary>An autoregressive transformer over the codes of pictures, row by row (Esser et al., 2021, section 3.2): unconditional,
/// conditioned on a class (a token before the codes), or on a feature (its projection before the codes). b batch, n codes of a
/// picture, k codebook size, w width of a feature.</summary>
public sealed class CodePrior : Module
{
    private const double Scale = 0.03; // standard deviation of embeddings taken from a codebook, near that of random ones
    private const double Bayes = 0.5;  // the exponent of Bayes' posterior when it multiplies the class head's
    private readonly GptModel transformer;
    private readonly Linear? condition;

    /// <summary>Builds the network with weights from a file or randomly initialised; the transformer's keys lie under
    /// <c>transformer.</c>.</summary>
    public CodePrior(Weights w, CodePriorOptions options)
        : base(nameof(CodePrior))
    {
        Options = options;
        transformer = new(w["transformer"], options.Network);
        condition = options.FeatureWidth > 0 ? new(w["condition"], options.FeatureWidth, options.Network.Width) : null;
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public CodePriorOptions Options { get; }

    /// <summary>The transformer.</summary>
    public GptModel Gpt => transformer;

    /// <summary>Mean cross entropy of the codes, each predicted from those before it, in nats.</summary>
    /// <param name="codes">i64 [b, n].</param>
    /// <param name="conditioning">What the prior is conditioned on.</param>
    public Tensor CrossEntropy(Tensor codes, Conditioning conditioning)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(CrossEntropy(Hidden(codes, conditioning), codes));
    }

    /// <summary>Cross entropy of partly observed codes, and of the class, which is predicted at every position of the pictures that
    /// are not conditioned on it.</summary>
    /// <param name="codes">i64 [b, n], observed first; -1 from the first code that is not.</param>
    /// <param name="conditioning">Classes, with no class for some pictures.</param>
    /// <param name="classes">The true classes, i64 [b].</param>
    /// <returns>For codes and classes: the summed loss over b · n, and the fraction of positions that contribute.</returns>
    /// <exception cref="ArgumentException">The prior has no classes.</exception>
    public ((Tensor Loss, double Share) Codes, (Tensor Loss, double Share) Classes) CrossEntropy(
        Tensor codes, Conditioning conditioning, Tensor classes)
    {
        using var scope = NewDisposeScope();
        var given = conditioning.Classes ?? throw new ArgumentException("this prior has no classes", nameof(conditioning));
        var hidden = Hidden(codes.clamp_min(0).to(ScalarType.Int64), conditioning); // [b, n, d]
        var previous = cat(
            [zeros_like(codes.narrow(1, 0, 1)), codes.narrow(1, 0, codes.size(1) - 1)],
            1);                     // [b, n], below 0 where no new code is observed
        var ignored = previous.lt(0).to(ScalarType.Float32) + given.lt(Options.Classes).to(ScalarType.Float32).unsqueeze(1);
        var targets = classes.unsqueeze(1).expand(-1, codes.size(1)).masked_fill(ignored.gt(0), -1);
        var (codeLoss, classLoss) = (
            CrossEntropy(hidden, codes),
            Gpt.CrossEntropy(hidden.flatten(0, end_dim: 1), targets.reshape(-1), Options.Codes, Options.Classes));
        return ((scope.MoveToOuter(codeLoss), Share(codes)), (scope.MoveToOuter(classLoss), Share(targets)));

        static double Share(Tensor targets) => targets.ge(0).to(ScalarType.Float32).mean().ToDouble();
    }

    /// <summary>The class posterior given the observed prefix of the codes: by the classification head, or by Bayes' rule where there
    /// is none. Uniform for an empty prefix.</summary>
    /// <param name="observed">i64 [b, n], -1 for codes that are not observed.</param>
    /// <param name="combineWithBayes">Whether to multiply the head's posterior by Bayes', which is more often right for a short
    /// prefix, and takes a pass for each class.</param>
    /// <returns>[b, classes], each row summing to 1.</returns>
    /// <exception cref="InvalidOperationException">The prior has no classes.</exception>
    public Tensor ClassProbabilities(Tensor observed, bool combineWithBayes = false)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var count = Options.Classes > 0 ? observed.size(0) : throw new InvalidOperationException("this prior has no classes");
        var length = PrefixLength(observed);
        if (length == 0)
        {
            return scope.MoveToOuter(full([count, Options.Classes], 1.0 / Options.Classes, device: observed.device));
        }

        var codes = observed.narrow(1, 0, length);
        var logits = !Options.HasClassHead ? LogLikelihoods() : combineWithBayes ? ClassHead() + (LogLikelihoods() * Bayes) : ClassHead();
        return scope.MoveToOuter(logits.softmax(1));

        Tensor ClassHead() // the block holds the start token and all codes but one
        {
            var tokens = cat([StartOf(Options.Classes), codes.narrow(1, 0, Math.Min(length, Options.Length - 1))], 1);
            return Gpt.Next(tokens).narrow(1, Options.Codes, Options.Classes);
        }

        Tensor LogLikelihoods() => stack([.. Enumerable.Range(0, Options.Classes).Select(LogLikelihood)], 1);

        Tensor LogLikelihood(int category) // [b]
        {
            var codeLogits = Gpt.forward(cat([StartOf(category), codes.narrow(1, 0, length - 1)], 1))
                .narrow(2, 0, Options.Codes); // [b, length, k]
            return codeLogits.log_softmax(2).gather(2, codes.unsqueeze(2)).sum([1, 2]);
        }

        Tensor StartOf(int category) => Begin(count, new(Classes: full([count], category, device: observed.device))).Tokens;
    }

    /// <summary>Samples classes for partly observed pictures from their <see cref="ClassProbabilities"/>.</summary>
    /// <param name="observed">i64 [b, n], -1 for codes that are not observed.</param>
    /// <param name="draws">Samples d for each picture.</param>
    /// <param name="random">The random generator.</param>
    /// <param name="combineWithBayes">As for <see cref="ClassProbabilities"/>.</param>
    /// <returns>The conditioning of b · d pictures, those of one picture side by side; nothing where the prior has no classes.</returns>
    public Conditioning SampleClasses(Tensor observed, long draws, Generator random, bool combineWithBayes = false) => Options.Classes == 0
        ? new()
        : new(Classes: ClassProbabilities(observed, combineWithBayes).multinomial(draws, true, random).reshape(-1));

    /// <summary>Samples pictures. Observed codes are kept, and later ones are conditioned on them.</summary>
    /// <param name="count">Pictures b to sample.</param>
    /// <param name="conditioning">What the prior is conditioned on.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">The random generator.</param>
    /// <param name="observed">i64 [b, n] with -1 for codes to sample; null to sample all.</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Sample(long count, Conditioning conditioning, Sampling sampling, Generator random, Tensor? observed = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var guided = IsGuided(sampling);
        using var cache = new GptCache(Gpt.Options, guided ? 2 * count : count, Gpt.ComputeType, random.device);
        var (next, prefix) = guided ? BeginGuided(count, conditioning) : Begin(count, conditioning);
        var first = observed is null ? 0 : (int)PrefixLength(observed);
        var sampled = new List<Tensor>();
        if (first > 0) // one pass for the whole prefix
        {
            sampled.Add(observed!.narrow(1, 0, first));
            next = cat([next, guided ? sampled[0].repeat(2, 1) : sampled[0]], 1);
        }

        for (var place = first; place < Options.Length; place++)
        {
            using var inner = NewDisposeScope();
            next = GptSampler.SampleToken(CodeLogits(Gpt.Next(next, prefix, cache), guided, sampling), sampling, random); // [b, 1]
            if (observed?.narrow(1, place, 1) is { } given)
            {
                next = where(given.ge(0), given, next);
            }

            sampled.Add(inner.MoveToOuter(next));
            next = inner.MoveToOuter(guided ? next.repeat(2, 1) : next);
            prefix = null;
        }

        return scope.MoveToOuter(cat([.. sampled], 1));
    }

    /// <summary>Samples pictures of any size with taming-transformers' sliding attention window: each code is conditioned on those
    /// before it in a window of the prior's own size, centred on that code as far as the borders allow.</summary>
    /// <param name="count">Pictures b to sample.</param>
    /// <param name="height">Codes down, at least <see cref="CodePriorOptions.Side"/>.</param>
    /// <param name="width">Codes across, at least <see cref="CodePriorOptions.Side"/>.</param>
    /// <param name="conditioning">What every window is conditioned on.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">The random generator.</param>
    /// <returns>i64 [b, height · width].</returns>
    public Tensor SampleLarge(long count, int height, int width, Conditioning conditioning, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (side, guided) = (Options.Side, IsGuided(sampling));
        var (start, prefix) = guided ? BeginGuided(count, conditioning) : Begin(count, conditioning);
        var codes = zeros([count, height, width], dtype: ScalarType.Int64, device: random.device);
        for (var place = 0; place < height * width; place++)
        {
            using var inner = NewDisposeScope();
            var (row, column) = (place / width, place % width);
            var (top, left) = (Math.Clamp(row - (side / 2), 0, height - side), Math.Clamp(column - (side / 2), 0, width - side));
            var before = ((row - top) * side) + column - left; // codes of the window that are sampled already
            var window = codes.narrow(1, top, side).narrow(2, left, side).reshape(count, -1).narrow(1, 0, before);
            var seen = cat([start, guided ? cat([window, window], 0) : window], 1);
            codes.narrow(1, row, 1)
                .narrow(2, column, 1)
                .copy_(GptSampler.SampleToken(CodeLogits(Gpt.Next(seen, prefix), guided, sampling), sampling, random).unsqueeze(2));
        }

        return scope.MoveToOuter(codes.reshape(count, -1));
    }

    /// <summary>Initialises the codes' token embeddings and output weights by a random projection of the codebook, so that similar
    /// codes start out similar.</summary>
    /// <param name="codebook">[k, e].</param>
    /// <param name="random">Draws the projection.</param>
    public void InitializeFromCodebook(Tensor codebook, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var centred = codebook - codebook.mean([0], keepdim: true);
        centred = centred / centred.square().mean().sqrt();
        foreach (var key in new[] { "transformer.tok_emb.weight", "transformer.head.weight" })
        {
            var projection = randn(
                [codebook.size(1), Options.Network.Width],
                device: random.device,
                generator: random) * (Scale / Math.Sqrt(codebook.size(1)));
            var own = get_parameter(key)!.detach().narrow(0, 0, Options.Codes);
            own.copy_((own / 2) + centred.matmul(projection));
        }
    }

    // the length of the longest prefix that is observed in all pictures
    private static long PrefixLength(Tensor observed)
    {
        using var scope = NewDisposeScope();
        return observed.ge(0).to(ScalarType.Int64).sum([0]).ToArray<long>().TakeWhile(rows => rows == observed.size(0)).Count();
    }

    // hidden states [b, n, d] from which the head predicts the codes
    private Tensor Hidden(Tensor codes, Conditioning conditioning)
    {
        using var scope = NewDisposeScope();
        var (start, prefix) = Begin(codes.size(0), conditioning);
        return scope.MoveToOuter(Gpt.Hidden(cat([start, codes.narrow(1, 0, codes.size(1) - 1)], 1), prefix));
    }

    private Tensor CrossEntropy(Tensor hidden, Tensor codes) =>
        Gpt.CrossEntropy(hidden.flatten(0, end_dim: 1), codes.reshape(-1), 0, Options.Codes);

    private bool IsGuided(Sampling sampling) => sampling.GuidanceScale != 1 && (condition is not null || Options.HasNullClass);

    // the logits [b, k] of the next code out of those [., v] of all tokens; with guidance, the conditional half comes first
    private Tensor CodeLogits(Tensor logits, bool guided, Sampling sampling)
    {
        using var scope = NewDisposeScope();
        logits = logits.narrow(1, 0, Options.Codes);
        var half = logits.size(0) / 2;
        return scope.MoveToOuter(
            guided
                ? (logits.narrow(0, 0, half) * sampling.GuidanceScale) + (logits.narrow(0, half, half) * (1 - sampling.GuidanceScale))
                : logits);
    }

    // the conditional batch, then the unconditional one
    private (Tensor Tokens, Tensor? Prefix) BeginGuided(long count, Conditioning conditioning)
    {
        var features = conditioning.Features is { } given ? cat([given, zeros_like(given)], 0) : null;
        var classes = conditioning.Classes is { } named
            ? cat([named, (zeros_like(named) + Options.Classes).to(ScalarType.Int64)], 0)
            : null;
        return Begin(2 * count, new(classes, features));
    }

    // what precedes the first code: a token, or an embedding
    private (Tensor Tokens, Tensor? Prefix) Begin(long count, Conditioning conditioning)
    {
        var device = Gpt.Device;
        if (condition is not null)
        {
            var features = conditioning.Features
                ?? throw new ArgumentException("this prior is conditioned on features", nameof(conditioning));
            return (zeros([count, 0], dtype: ScalarType.Int64, device: device), condition.call(features).unsqueeze(1));
        }

        var start = Options.Classes == 0
            ? zeros([count], dtype: ScalarType.Int64, device: device)
            : conditioning.Classes ?? throw new ArgumentException("this prior is conditioned on classes", nameof(conditioning));
        return ((start + Options.Codes).to(ScalarType.Int64).reshape(-1, 1), null);
    }
}
