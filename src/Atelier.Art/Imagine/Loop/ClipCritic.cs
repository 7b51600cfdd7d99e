using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Prompts;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Art.Imagine.Loop;

/// <summary>A CLIP as critic: the embeddings of random cut-outs shall be near those of the prompts, which are encoded once. n cut-outs,
/// m embeddings of a prompt, e embedding width.</summary>
public sealed class ClipCritic : IEmbeddingCritic
{
    private readonly ClipModel _model;
    private readonly Tokenizer? _tokenizer;
    private readonly CutoutSampler _cutouts;
    private readonly Augmentation _augmentation;
    private readonly List<Target> _targets = [];

    /// <summary>A critic without prompts. It freezes the model, which stays the caller's and may serve several critics.</summary>
    /// <param name="model">The CLIP.</param>
    /// <param name="tokenizer">Its tokenizer; null if there are no text prompts.</param>
    /// <param name="cutouts">Samples cut-outs of the model's resolution.</param>
    /// <param name="augmentation">Augmentation of the cut-outs.</param>
    public ClipCritic(ClipModel model, Tokenizer? tokenizer, CutoutSampler cutouts, Augmentation augmentation)
    {
        (_model, _tokenizer, _cutouts, _augmentation) = (model, tokenizer, cutouts, augmentation);
        model.Freeze();
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. _targets.Select(target => target.Prompt.Subject)];

    /// <inheritdoc/>
    public Device Device => _model.Device;

    /// <inheritdoc/>
    public int EmbeddingWidth => _model.Options.EmbeddingWidth;

    /// <summary>Adds a text prompt.</summary>
    /// <exception cref="InvalidOperationException">The critic has no tokenizer.</exception>
    public void AddText(Prompt prompt)
    {
        var tokenizer = _tokenizer ?? throw new InvalidOperationException("This critic has no tokenizer.");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var embeddings = LongTextEncoder.Encode(
            _model, tokenizer, prompt.Words, PromptWords.WithoutBackground(prompt.Words), PromptWords.SubjectOnly(prompt.Words));
        AddTarget(prompt, embeddings.narrow(0, 0, 1), embeddings.narrow(0, 1, 1), embeddings.narrow(0, 2, 1));
    }

    /// <summary>Adds an image prompt: cut-outs of a picture [1, 3, h, w] in [0, 1].</summary>
    public void AddPicture(Prompt prompt, Tensor picture, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        AddTarget(prompt, _model.encode_image(_cutouts.Sample(picture, Augmentation.None, random)));
    }

    /// <summary>Adds embeddings [m, e].</summary>
    /// <param name="prompt">Name, weight and stop.</param>
    /// <param name="embeddings">The target of the loss.</param>
    /// <param name="figure">The target for ranking drawings whose background can be replaced; the same by default.</param>
    /// <param name="subject">The target for ranking drawings whose colours can be replaced too; the same by default.</param>
    public void AddTarget(Prompt prompt, Tensor embeddings, Tensor? figure = null, Tensor? subject = null) =>
        _targets.Add(new(prompt, Keep(embeddings), Keep(figure ?? embeddings), Keep(subject ?? embeddings)));

    /// <inheritdoc/>
    public ICritic ForWords(string words)
    {
        var critic = new ClipCritic(_model, _tokenizer, _cutouts, _augmentation);
        critic.AddText(new(words));
        return critic;
    }

    /// <inheritdoc/>
    public Tensor Cutouts(Tensor picture, Generator random) => _cutouts.Sample(picture, _augmentation, random);

    /// <inheritdoc/>
    public Tensor Embed(Tensor cutouts) => _model.encode_image(cutouts);

    /// <inheritdoc/>
    public Tensor[] Losses(Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter([.. _targets.Select(target => target.Prompt.Loss(embeddings, target.Embeddings))]);
    }

    /// <inheritdoc/>
    public Tensor Rank(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(Rank(Embed(_model, pictures), target => target.Embeddings));
    }

    /// <inheritdoc/>
    public (Tensor Full, Tensor Figure, Tensor Subject) RankEmbeddings(Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        return (
            scope.MoveToOuter(Rank(embeddings, target => target.Embeddings)), scope.MoveToOuter(Rank(embeddings, target => target.Figure)),
            scope.MoveToOuter(Rank(embeddings, target => target.Subject)));
    }

    /// <inheritdoc/>
    public void Weigh(IReadOnlyDictionary<string, double> weights)
    {
        for (var i = 0; i < _targets.Count; i++)
        {
            var target = _targets[i];
            _targets[i] = weights.TryGetValue(target.Prompt.Subject, out var weight)
                ? target with { Prompt = target.Prompt with { Weight = weight } } : target;
        }
    }

    /// <summary>Disposes the targets.</summary>
    public void Dispose() => _targets.ForEach(target => target.Dispose());

    /// <summary>The embeddings [n, e] of whole pictures [n, 3, h, w] in [0, 1].</summary>
    internal static Tensor Embed(ClipModel model, Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var size = model.Options.Resolution;
        return scope.MoveToOuter(model.encode_image(
            F.interpolate(pictures, [size, size], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true)));
    }

    // the weighted distances of embeddings [n, e] from the targets, [n]
    private Tensor Rank(Tensor embeddings, Func<Target, Tensor> select)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(
            _targets.Select(target => Prompt.SphericalDistance(embeddings, select(target)).mean([1]) * target.Prompt.Weight)
                .Aggregate((sum, loss) => sum + loss));
    }

    private Tensor Keep(Tensor embeddings) => embeddings.detach().to(Device).clone().DetachFromDisposeScope();

    // embeddings [m, e] of a prompt: of all its words, without the background, and of the subject alone
    private sealed record Target(Prompt Prompt, Tensor Embeddings, Tensor Figure, Tensor Subject) : IDisposable
    {
        public void Dispose()
        {
            Embeddings.Dispose();
            Figure.Dispose();
            Subject.Dispose();
        }
    }
}
