using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Models.Gpt;

/// <summary>The sizes of a <see cref="CodePrior"/>.</summary>
public sealed record CodePriorOptions
{
    /// <summary>The transformer; its vocabulary and block follow from the rest.</summary>
    public GptOptions Gpt { get; init; } = new();

    /// <summary>Entries of the codebook.</summary>
    public int Codes { get; init; } = 512;

    /// <summary>Codes down and across.</summary>
    public int Side { get; init; } = 7;

    /// <summary>Classes that can be asked for; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>Whether, of a prior of classes, there is a token for a picture of any class as well.</summary>
    public bool AnyClass { get; init; }

    /// <summary>Whether a prior of classes has learnt to tell, wherever it is in a picture of any class, which class it is of.</summary>
    public bool TellsClass { get; init; }

    /// <summary>Width of the feature (of a CLIP, say) that can be asked for; 0 for none.</summary>
    public int FeatureWidth { get; init; }

    /// <summary>Codes of a picture.</summary>
    public int Length => Side * Side;

    /// <summary>The transformer these sizes need: a token for each code and each class (or one to begin with, or for any class), a place for each code.</summary>
    public GptOptions Network => Gpt with { VocabularySize = Codes + (FeatureWidth > 0 ? 0 : Math.Max(1, Classes + (AnyClass ? 1 : 0))), BlockSize = Length };
}

/// <summary>What a picture is wanted of: a class, a feature, or nothing. b batch.</summary>
/// <param name="Classes">i64 [b], the number of classes for a picture of any; or null.</param>
/// <param name="Features">[b, w], all 0 for a picture of anything; or null.</param>
public sealed record Wish(Tensor? Classes = null, Tensor? Features = null)
{
    /// <summary>Each picture's so many times, one after the other.</summary>
    public Wish Each(long times) => new(Classes?.RepeatInterleave(times, 0), Features?.RepeatInterleave(times, 0));
}

/// <summary>Draws pictures as codes, row by row, with a transformer (Esser et al., 2021, section 3.2): unconditional, of a class (a token before the codes), or of
/// a feature (its projection before the codes). b batch, n codes of a picture, k codebook size, w width of a feature.</summary>
public sealed class CodePrior : IDisposable
{
    private const double Scale = 0.03; // of embeddings drawn from a codebook: about as long as those drawn by chance
    private const double Bayes = 0.5;  // the power of Bayes' shares beside what a prior tells
    private readonly Linear? _project;

    /// <summary>Builds the network on weights from a file or drawn freshly; the transformer's keys lie under <c>transformer.</c>.</summary>
    public CodePrior(Weights w, CodePriorOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        Gpt = new(w["transformer"], options.Network);
        _project = options.FeatureWidth > 0 ? new(w["condition"], options.FeatureWidth, options.Network.Width) : null;
        w.Verify();
    }

    /// <summary>The sizes.</summary>
    public CodePriorOptions Options { get; }

    /// <summary>The transformer.</summary>
    public GptModel Gpt { get; }

    /// <summary>Every parameter.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Cross entropy of every code of pictures, foretold from those before it: the mean, in nats.</summary>
    /// <param name="codes">i64 [b, n].</param>
    /// <param name="wish">What the pictures are of.</param>
    public Tensor CrossEntropy(Tensor codes, Wish wish)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(CrossEntropy(Read(codes, wish), codes));
    }

    /// <summary>The same of pictures of which a part may be known only, and the cross entropy of the class, foretold at every place of those of which it is not told.</summary>
    /// <param name="codes">i64 [b, n], -1 for those that are not known, after which none is.</param>
    /// <param name="wish">What the pictures are of: some of a class, some of any.</param>
    /// <param name="classes">What they are of in truth, i64 [b].</param>
    /// <returns>Of the codes and of the classes, the sums divided by b · n, whatever of it counts; and which share of it does.</returns>
    /// <exception cref="ArgumentException">The prior is of no classes.</exception>
    public ((Tensor Loss, double Share) Codes, (Tensor Loss, double Share) Classes) CrossEntropy(Tensor codes, Wish wish, Tensor classes)
    {
        using var scope = TensorScope.Enter();
        var told = wish.Classes ?? throw NoClasses();
        var hidden = Read(codes.ClampMin(0).To(DType.Int64), wish);                                                                  // [b, n, d]
        var before = Tensor.Concat(1, codes.Narrow(1, 0, 1).ZerosLike(), codes.Narrow(1, 0, codes.Size(1) - 1));                     // [b, n], below 0 where nothing new is seen
        var none = before.Less(0).To(DType.Float32) + told.Less(Options.Classes).To(DType.Float32).Unsqueeze(1);
        var targets = classes.Unsqueeze(1).Expand(-1, codes.Size(1)).MaskedFill(none.Greater(0), -1);
        var (ofCodes, ofClasses) = (CrossEntropy(hidden, codes), Gpt.CrossEntropy(hidden.Flatten(0, 1), targets.Reshape(-1), Options.Codes, Options.Classes));
        return ((scope.Keep(ofCodes), Share(codes)), (scope.Keep(ofClasses), Share(targets)));

        static double Share(Tensor wanted) => wanted.GreaterEqual(0).To(DType.Float32).Mean().Item();
    }

    /// <summary>How likely pictures are of each class, judged by the codes that are known up to the first that is not: as the prior has learnt to tell, else by Bayes' rule;
    /// before, all classes are as likely.</summary>
    /// <param name="known">i64 [b, n], -1 for codes that are not known.</param>
    /// <param name="both">Whether a prior that tells goes by Bayes' rule as well, which is oftener right where little is known, and takes a pass for each class.</param>
    /// <returns>[b, classes], each row summing to 1.</returns>
    /// <exception cref="ArgumentException">The prior does not go by classes.</exception>
    public Tensor ClassShares(Tensor known, bool both = false)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var count = Options.Classes > 0 ? known.Size(0) : throw NoClasses();
        var length = Known(known);
        if (length == 0)
        {
            return scope.Keep(Tensor.Full([count, Options.Classes], 1.0 / Options.Classes, known.Device));
        }

        var codes = known.Narrow(1, 0, length);
        var shares = !Options.TellsClass ? ByBayes() : both ? Told() + (ByBayes() * Bayes) : Told();
        return scope.Keep(shares.Softmax(1));

        Tensor Told() // from as many codes as the transformer can read after its first token
        {
            var seen = Tensor.Concat(1, OfClass(Options.Classes), codes.Narrow(1, 0, Math.Min(length, Options.Length - 1)));
            return Gpt.Next(seen).Narrow(1, Options.Codes, Options.Classes);
        }

        Tensor ByBayes() => Tensor.Stack(1, [.. Enumerable.Range(0, Options.Classes).Select(Likelihood)]);

        Tensor Likelihood(int category) // its logarithm [b]
        {
            var logits = Gpt.Forward(Tensor.Concat(1, OfClass(category), codes.Narrow(1, 0, length - 1))).Narrow(2, 0, Options.Codes); // [b, length, k]
            return logits.LogSoftmax(2).Gather(2, codes.Unsqueeze(2)).Sum([1, 2]);
        }

        Tensor OfClass(int category) => Begin(count, new(Classes: Tensor.Full([count], category, known.Device).To(DType.Int64))).Tokens;
    }

    /// <summary>What pictures may be of whose codes are known in part: classes drawn by their <see cref="ClassShares"/>; nothing, where the prior does not go by classes.</summary>
    /// <param name="known">i64 [b, n], -1 for codes that are not known.</param>
    /// <param name="draws">How many d for each.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="both">Whether a prior that tells classes goes by Bayes' rule as well.</param>
    /// <returns>A wish for b · d pictures, those of each together.</returns>
    public Wish Guess(Tensor known, long draws, RandomGenerator random, bool both = false) =>
        Options.Classes == 0 ? new() : new(Classes: ClassShares(known, both).Multinomial(draws, true, random).Reshape(-1));

    /// <summary>Draws pictures; codes that are known stay as they are, and what follows fits to those before.</summary>
    /// <param name="count">Pictures b to draw.</param>
    /// <param name="wish">What they are of.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="known">i64 [b, n] with -1 for codes that are to be drawn; null for all.</param>
    /// <returns>i64 [b, n].</returns>
    public Tensor Sample(long count, Wish wish, Sampling sampling, RandomGenerator random, Tensor? known = null)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var guided = IsGuided(sampling);
        using var cache = new GptCache(Gpt.Options, guided ? 2 * count : count, Gpt.ComputeType, random.Device);
        var (next, prefix) = guided ? BeginGuided(count, wish) : Begin(count, wish);
        var first = known is null ? 0 : (int)Known(known);
        var drawn = new List<Tensor>();
        if (first > 0) // all of them are read at once
        {
            drawn.Add(known!.Narrow(1, 0, first));
            next = Tensor.Concat(1, next, guided ? drawn[0].Repeat(2, 1) : drawn[0]);
        }

        for (var place = first; place < Options.Length; place++)
        {
            using var inner = TensorScope.Enter();
            next = GptSampler.Choose(OfCodes(Gpt.Next(next, prefix, cache), guided, sampling), sampling, random); // [b, 1]
            if (known?.Narrow(1, place, 1) is { } given)
            {
                next = given.Where(given.GreaterEqual(0), next);
            }

            drawn.Add(inner.Keep(next));
            next = inner.Keep(guided ? next.Repeat(2, 1) : next);
            prefix = null;
        }

        return scope.Keep(Tensor.Concat(1, [.. drawn]));
    }

    /// <summary>Draws pictures of any size, row by row: each code from those before it in a window as large as the prior's own pictures, which slides over the picture with
    /// that code as near to its middle as the borders allow (taming-transformers' sliding attention window).</summary>
    /// <param name="count">Pictures b to draw.</param>
    /// <param name="height">Codes down, at least as many as the prior's own pictures have.</param>
    /// <param name="width">Codes across, likewise.</param>
    /// <param name="wish">What they are of: every window is.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>i64 [b, height · width].</returns>
    public Tensor SampleLarge(long count, int height, int width, Wish wish, Sampling sampling, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var (side, guided) = (Options.Side, IsGuided(sampling));
        var (start, prefix) = guided ? BeginGuided(count, wish) : Begin(count, wish);
        var codes = Tensor.Zeros([count, height, width], DType.Int64, random.Device);
        for (var place = 0; place < height * width; place++)
        {
            using var inner = TensorScope.Enter();
            var (row, column) = (place / width, place % width);
            var (top, left) = (Math.Clamp(row - (side / 2), 0, height - side), Math.Clamp(column - (side / 2), 0, width - side));
            var before = ((row - top) * side) + column - left; // codes of the window that are known
            var window = codes.Narrow(1, top, side).Narrow(2, left, side).Reshape(count, -1).Narrow(1, 0, before);
            var seen = Tensor.Concat(1, start, guided ? Tensor.Concat(0, window, window) : window);
            codes.Narrow(1, row, 1).Narrow(2, column, 1).CopyInPlace(GptSampler.Choose(OfCodes(Gpt.Next(seen, prefix), guided, sampling), sampling, random).Unsqueeze(2));
        }

        return scope.Keep(codes.Reshape(count, -1));
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    /// <summary>Codes begin, as tokens and as what is foretold, where the codebook's entries lie, so that what is alike need not be learnt to be.</summary>
    /// <param name="codebook">[k, e].</param>
    /// <param name="random">Turns the codebook's space into the transformer's.</param>
    public void BeginAt(Tensor codebook, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var centred = codebook - codebook.Mean([0], keep: true);
        centred = centred / centred.Square().Mean().Sqrt();
        foreach (var key in new[] { "transformer.tok_emb.weight", "transformer.head.weight" })
        {
            var turn = Tensor.Randn([codebook.Size(1), Options.Network.Width], random) * (Scale / Math.Sqrt(codebook.Size(1)));
            var own = Parameters.Find(key)!.Value.Detach().Narrow(0, 0, Options.Codes);
            own.CopyInPlace((own / 2) + Functional.MatMul(centred, turn));
        }
    }

    private static ArgumentException NoClasses() => new("this prior does not go by classes");

    // how many codes are known of all pictures up to the first that is not
    private static long Known(Tensor known)
    {
        using var scope = TensorScope.Enter();
        return known.GreaterEqual(0).To(DType.Int64).Sum([0]).ToArray<long>().TakeWhile(rows => rows == known.Size(0)).Count();
    }

    // what the head foretells the codes from [b, n, d]
    private Tensor Read(Tensor codes, Wish wish)
    {
        using var scope = TensorScope.Enter();
        var (start, prefix) = Begin(codes.Size(0), wish);
        return scope.Keep(Gpt.Hidden(Tensor.Concat(1, start, codes.Narrow(1, 0, codes.Size(1) - 1)), prefix));
    }

    private Tensor CrossEntropy(Tensor hidden, Tensor codes) => Gpt.CrossEntropy(hidden.Flatten(0, 1), codes.Reshape(-1), 0, Options.Codes);

    private bool IsGuided(Sampling sampling) => sampling.Guidance != 1 && (_project is not null || Options.AnyClass);

    // the logits [b, k] of the next code among those [., v] of tokens; guided, those with and those without the wish stand one after the other
    private Tensor OfCodes(Tensor logits, bool guided, Sampling sampling)
    {
        using var scope = TensorScope.Enter();
        logits = logits.Narrow(1, 0, Options.Codes);
        var half = logits.Size(0) / 2;
        return scope.Keep(guided ? (logits.Narrow(0, 0, half) * sampling.Guidance) + (logits.Narrow(0, half, half) * (1 - sampling.Guidance)) : logits);
    }

    // with the wish, then without
    private (Tensor Tokens, Tensor? Prefix) BeginGuided(long count, Wish wish)
    {
        var features = wish.Features is { } wanted ? Tensor.Concat(0, wanted, wanted.ZerosLike()) : null;
        var classes = wish.Classes is { } named ? Tensor.Concat(0, named, (named.ZerosLike() + Options.Classes).To(DType.Int64)) : null;
        return Begin(2 * count, new(classes, features));
    }

    // what stands before the first code: a token, or embeddings
    private (Tensor Tokens, Tensor? Prefix) Begin(long count, Wish wish)
    {
        var device = Parameters.All[0].Value.Device;
        if (_project is not null)
        {
            var features = wish.Features ?? throw new ArgumentException("this prior draws pictures of features");
            return (Tensor.Zeros([count, 0], DType.Int64, device), _project.Forward(features).Unsqueeze(1));
        }

        var start = Options.Classes == 0 ? Tensor.Zeros([count], DType.Int64, device) : wish.Classes ?? throw new ArgumentException("this prior draws pictures of classes");
        return ((start + Options.Codes).To(DType.Int64).Reshape(-1, 1), null);
    }
}
