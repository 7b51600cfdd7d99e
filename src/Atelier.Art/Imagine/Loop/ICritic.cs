namespace Atelier.Art.Imagine.Loop;

/// <summary>Measures how far pictures are from the prompts.</summary>
public interface ICritic : IDisposable
{
    /// <summary>The names of the prompts, in the order of the losses.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What the network sees of a picture [1, 3, h, w] in [0, 1]: n cut-outs [n, 3, s, s].</summary>
    Tensor Cutouts(Tensor picture, Generator random);

    /// <summary>The embeddings [n, e] of cut-outs [n, 3, s, s], which may be of several pictures whose critics share the network.</summary>
    Tensor Embed(Tensor cutouts);

    /// <summary>The differentiable loss of each prompt, a scalar, for the embeddings [n, e] of a picture's cut-outs.</summary>
    Tensor[] Losses(Tensor embeddings);

    /// <summary>The loss of whole pictures [n, 3, h, w] in [0, 1], summed over the prompts and without gradient: [n].</summary>
    Tensor Rank(Tensor pictures);

    /// <summary>Gives prompts other weights, by their names; names that this critic has not are left alone.</summary>
    void Weigh(IReadOnlyDictionary<string, double> weights);

    /// <summary>A critic with the same network for these words alone.</summary>
    ICritic ForWords(string words);
}

/// <summary>A critic that compares embeddings, and so can rank pictures by embeddings that were stored with them.</summary>
public interface IEmbeddingCritic : ICritic
{
    /// <summary>The device of the network.</summary>
    Device Device { get; }

    /// <summary>Width e of the embeddings.</summary>
    int EmbeddingWidth { get; }

    /// <summary>The loss of the embeddings [n, e] of drawings, summed over the prompts, [n]: that of <see cref="ICritic.Rank"/>, without
    /// regard to the background, and without regard to colours and style either.</summary>
    (Tensor Full, Tensor Figure, Tensor Subject) RankEmbeddings(Tensor embeddings);
}

/// <summary>Several critics together.</summary>
internal static class CriticExtensions
{
    /// <summary>The sum of all critics' losses of whole pictures [n, 3, h, w], [n].</summary>
    public static Tensor Rank(this IReadOnlyList<ICritic> critics, Tensor pictures) =>
        critics.Select(critic => critic.Rank(pictures)).Aggregate((sum, loss) => sum + loss);
}
