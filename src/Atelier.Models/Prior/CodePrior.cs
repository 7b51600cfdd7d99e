using Atelier.Torch.Layers;

namespace Atelier.Models.Prior;

/// <summary>Draws pictures as codes, row by row, with a transformer (Esser et al., 2021, section 3.2): unconditional, of a
/// class (a token before the codes), or of a feature (its projection before the codes). b batch, n codes of a picture, k
/// codebook size, w width of a feature.</summary>
public sealed class CodePrior : Module
{
    private const double Scale = 0.03; // of embeddings drawn from a codebook: about as long as those drawn by chance
    private const double Bayes = 0.5;  // the power of Bayes' shares beside what a prior tells
    private readonly GptModel transformer;
    private readonly Linear? condition;

    /// <summary>Builds the network on weights from a file or drawn freshly; the transformer's keys lie under <c>transformer.</c>.</summary>
    public CodePrior(Weights w, CodePriorOptions options)
        : base(nameof(CodePrior))
    {
        Options = options;
        transformer = new(w["transformer"], options.Network);
        condition = options.FeatureWidth > 0 ? new(w["condition"], options.FeatureWidth, options.Network.Width) : null;
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The sizes.</summary>
    public CodePriorOptions Options { get; }

    /// <summary>The transformer.</summary>
    public GptModel Gpt => transformer;

    /// <summary>Cross entropy of every code of pictures, foretold from those before it: the mean, in nats.</summary>
    /// <param name="codes">i64 [b, n].</param>
    /// <param name="wish">What the pictures are of.</param>
    public Tensor CrossEntropy(Tensor codes, Wish wish)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(CrossEntropy(Read(codes, wish), codes));
    }

    /// <summary>The same of pictures of which a part may be known only, and the cross entropy of the class, foretold at every
    /// place of those of which it is not told.</summary>
    /// <param name="codes">i64 [b, n], -1 for those that are not known, after which none is.</param>
    /// <param name="wish">What the pictures are of: some of a class, some of any.</param>
    /// <param name="classes">What they are of in truth, i64 [b].</param>
    /// <returns>Of the codes and of the classes, the sums divided by b · n, whatever of it counts; and which share of it does.</returns>
    /// <exception cref="ArgumentException">The prior is of no classes.</exception>
    public ((Tensor Loss, double Share) Codes, (Tensor Loss, double Share) Classes) CrossEntropy(Tensor codes, Wish wish, Tensor classes)
    {
        using var scope = NewDisposeScope();
        var told = wish.Classes ?? throw NoClasses();
        var hidden = Read(codes.clamp_min(0).to(ScalarType.Int64), wish); // [b, n, d]
        var before = cat(
            [zeros_like(codes.narrow(1, 0, 1)), codes.narrow(1, 0, codes.size(1) - 1)],
            1);                     // [b, n], below 0 where nothing new is seen
        var none = before.lt(0).to(ScalarType.Float32) + told.lt(Options.Classes).to(ScalarType.Float32).unsqueeze(1);
        var targets = classes.unsqueeze(1).expand(-1, codes.size(1)).masked_fill(none.gt(0), -1);
        var (ofCodes, ofClasses) = (
            CrossEntropy(hidden, codes),
            Gpt.CrossEntropy(hidden.flatten(0, end_dim: 1), targets.reshape(-1), Options.Codes, Options.Classes));
        return ((scope.MoveToOuter(ofCodes), Share(codes)), (scope.MoveToOuter(ofClasses), Share(targets)));

        static double Share(Tensor wanted) => wanted.ge(0).to(ScalarType.Float32).mean().ToDouble();
    }

    /// <summary>How likely pictures are of each class, judged by the codes that are known up to the first that is not: as the prior has
    /// learnt to tell, else by Bayes' rule; before, all classes are as likely.</summary>
    /// <param name="known">i64 [b, n], -1 for codes that are not known.</param>
    /// <param name="both">Whether a prior that tells goes by Bayes' rule as well, which is oftener right where little is
    /// known, and takes a pass for each class.</param>
    /// <returns>[b, classes], each row summing to 1.</returns>
    /// <exception cref="ArgumentException">The prior does not go by classes.</exception>
    public Tensor ClassShares(Tensor known, bool both = false)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var count = Options.Classes > 0 ? known.size(0) : throw NoClasses();
        var length = Known(known);
        if (length == 0)
        {
            return scope.MoveToOuter(full([count, Options.Classes], 1.0 / Options.Classes, device: known.device));
        }

        var codes = known.narrow(1, 0, length);
        var shares = !Options.TellsClass ? ByBayes() : both ? Told() + (ByBayes() * Bayes) : Told();
        return scope.MoveToOuter(shares.softmax(1));

        Tensor Told() // from as many codes as the transformer can read after its first token
        {
            var seen = cat([OfClass(Options.Classes), codes.narrow(1, 0, Math.Min(length, Options.Length - 1))], 1);
            return Gpt.Next(seen).narrow(1, Options.Codes, Options.Classes);
        }

        Tensor ByBayes() => stack([.. Enumerable.Range(0, Options.Classes).Select(Likelihood)], 1);

        Tensor Likelihood(int category) // its logarithm [b]
        {
            var logits = Gpt.forward(cat([OfClass(category), codes.narrow(1, 0, length - 1)], 1))
                .narrow(2, 0, Options.Codes); // [b, length, k]
            return logits.log_softmax(2).gather(2, codes.unsqueeze(2)).sum([1, 2]);
        }

        Tensor OfClass(int category) => Begin(count, new(Classes: full([count], category, device: known.device))).Tokens;
    }

    /// <summary>What pictures may be of whose codes are known in part: classes drawn by their <see cref="ClassShares"/>; nothing,
    /// where the prior does not go by classes.</summary>
    /// <param name="known">i64 [b, n], -1 for codes that are not known.</param>
    /// <param name="draws">How many d for each.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="both">Whether a prior that tells classes goes by Bayes' rule as well.</param>
    /// <returns>A wish for b · d pictures, those of each together.</returns>
    public Wish Guess(Tensor known, long draws, Generator random, bool both = false) =>
        Options.Classes == 0 ? new() : new(Classes: ClassShares(known, both).multinomial(draws, true, random).reshape(-1));

    /// <summary>Draws pictures; codes that are known stay as they are, and what follows fits to those before.</summary>
    /// <param name="count">Pictures b to draw.</param>
    /// <param name="wish">What they are of.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="known">i64 [b, n] with -1 for codes that are to be drawn; null for all.</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Sample(long count, Wish wish, Sampling sampling, Generator random, Tensor? known = null)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var guided = IsGuided(sampling);
        using var cache = new GptCache(Gpt.Options, guided ? 2 * count : count, Gpt.ComputeType, random.device);
        var (next, prefix) = guided ? BeginGuided(count, wish) : Begin(count, wish);
        var first = known is null ? 0 : (int)Known(known);
        var drawn = new List<Tensor>();
        if (first > 0) // all of them are read at once
        {
            drawn.Add(known!.narrow(1, 0, first));
            next = cat([next, guided ? drawn[0].repeat(2, 1) : drawn[0]], 1);
        }

        for (var place = first; place < Options.Length; place++)
        {
            using var inner = NewDisposeScope();
            next = GptSampler.Choose(OfCodes(Gpt.Next(next, prefix, cache), guided, sampling), sampling, random); // [b, 1]
            if (known?.narrow(1, place, 1) is { } given)
            {
                next = where(given.ge(0), given, next);
            }

            drawn.Add(inner.MoveToOuter(next));
            next = inner.MoveToOuter(guided ? next.repeat(2, 1) : next);
            prefix = null;
        }

        return scope.MoveToOuter(cat([.. drawn], 1));
    }

    /// <summary>Draws pictures of any size, row by row: each code from those before it in a window as large as the prior's
    /// own pictures, which slides over the picture with that code as near to its middle as the borders allow
    /// (taming-transformers' sliding attention window).</summary>
    /// <param name="count">Pictures b to draw.</param>
    /// <param name="height">Codes down, at least as many as the prior's own pictures have.</param>
    /// <param name="width">Codes across, likewise.</param>
    /// <param name="wish">What they are of: every window is.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>i64 [b, height · width].</returns>
    public Tensor SampleLarge(long count, int height, int width, Wish wish, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var (side, guided) = (Options.Side, IsGuided(sampling));
        var (start, prefix) = guided ? BeginGuided(count, wish) : Begin(count, wish);
        var codes = zeros([count, height, width], dtype: ScalarType.Int64, device: random.device);
        for (var place = 0; place < height * width; place++)
        {
            using var inner = NewDisposeScope();
            var (row, column) = (place / width, place % width);
            var (top, left) = (Math.Clamp(row - (side / 2), 0, height - side), Math.Clamp(column - (side / 2), 0, width - side));
            var before = ((row - top) * side) + column - left; // codes of the window that are known
            var window = codes.narrow(1, top, side).narrow(2, left, side).reshape(count, -1).narrow(1, 0, before);
            var seen = cat([start, guided ? cat([window, window], 0) : window], 1);
            codes.narrow(1, row, 1)
                .narrow(2, column, 1)
                .copy_(GptSampler.Choose(OfCodes(Gpt.Next(seen, prefix), guided, sampling), sampling, random).unsqueeze(2));
        }

        return scope.MoveToOuter(codes.reshape(count, -1));
    }

    /// <summary>Codes begin, as tokens and as what is foretold, where the codebook's entries lie, so that
    /// what is alike need not be learnt to be.</summary>
    /// <param name="codebook">[k, e].</param>
    /// <param name="random">Turns the codebook's space into the transformer's.</param>
    public void BeginAt(Tensor codebook, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var centred = codebook - codebook.mean([0], keepdim: true);
        centred = centred / centred.square().mean().sqrt();
        foreach (var key in new[] { "transformer.tok_emb.weight", "transformer.head.weight" })
        {
            var turn = randn(
                [codebook.size(1), Options.Network.Width],
                device: random.device,
                generator: random) * (Scale / Math.Sqrt(codebook.size(1)));
            var own = get_parameter(key)!.detach().narrow(0, 0, Options.Codes);
            own.copy_((own / 2) + centred.matmul(turn));
        }
    }

    private static ArgumentException NoClasses() => new("this prior does not go by classes");

    // how many codes are known of all pictures up to the first that is not
    private static long Known(Tensor known)
    {
        using var scope = NewDisposeScope();
        return known.ge(0).to(ScalarType.Int64).sum([0]).ToArray<long>().TakeWhile(rows => rows == known.size(0)).Count();
    }

    // what the head foretells the codes from [b, n, d]
    private Tensor Read(Tensor codes, Wish wish)
    {
        using var scope = NewDisposeScope();
        var (start, prefix) = Begin(codes.size(0), wish);
        return scope.MoveToOuter(Gpt.Hidden(cat([start, codes.narrow(1, 0, codes.size(1) - 1)], 1), prefix));
    }

    private Tensor CrossEntropy(Tensor hidden, Tensor codes) =>
        Gpt.CrossEntropy(hidden.flatten(0, end_dim: 1), codes.reshape(-1), 0, Options.Codes);

    private bool IsGuided(Sampling sampling) => sampling.Guidance != 1 && (condition is not null || Options.AnyClass);

    // the logits [b, k] of the next code among those [., v] of tokens; guided, those with and
    // those without the wish stand one after the other
    private Tensor OfCodes(Tensor logits, bool guided, Sampling sampling)
    {
        using var scope = NewDisposeScope();
        logits = logits.narrow(1, 0, Options.Codes);
        var half = logits.size(0) / 2;
        return scope.MoveToOuter(
            guided ? (logits.narrow(0, 0, half) * sampling.Guidance) + (logits.narrow(0, half, half) * (1 - sampling.Guidance)) : logits);
    }

    // with the wish, then without
    private (Tensor Tokens, Tensor? Prefix) BeginGuided(long count, Wish wish)
    {
        var features = wish.Features is { } wanted ? cat([wanted, zeros_like(wanted)], 0) : null;
        var classes = wish.Classes is { } named ? cat([named, (zeros_like(named) + Options.Classes).to(ScalarType.Int64)], 0) : null;
        return Begin(2 * count, new(classes, features));
    }

    // what stands before the first code: a token, or embeddings
    private (Tensor Tokens, Tensor? Prefix) Begin(long count, Wish wish)
    {
        var device = Gpt.Device;
        if (condition is not null)
        {
            var features = wish.Features ?? throw new ArgumentException("this prior draws pictures of features");
            return (zeros([count, 0], dtype: ScalarType.Int64, device: device), condition.call(features).unsqueeze(1));
        }

        var start = Options.Classes == 0
            ? zeros([count], dtype: ScalarType.Int64, device: device)
            : wish.Classes ?? throw new ArgumentException("this prior draws pictures of classes");
        return ((start + Options.Codes).to(ScalarType.Int64).reshape(-1, 1), null);
    }
}
