using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Prompts;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Art.Imagine.Loop;

/// <summary>A CLIP as critic: cut-outs of the picture are to lie near the prompts. Prompts are encoded
/// once. n cut-outs, e embedding width.</summary>
public sealed class ClipCritic : ICritic
{
    private readonly ClipModel _model;
    private readonly CutoutSampler _cutouts;
    private readonly Augmentation _augmentation;
    private readonly List<(Prompt Prompt, Tensor Target, Tensor Figure, Tensor Plain)> _prompts = []; // [m, e]; see AddTarget
    private Tokenizer? _tokenizer;
    private bool _borrows; // the model of another critic

    /// <summary>Takes the model over; it is frozen.</summary>
    public ClipCritic(ClipModel model, CutoutSampler cutouts, Augmentation augmentation)
    {
        (_model, _cutouts, _augmentation) = (model, cutouts, augmentation);
        model.Freeze();
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. _prompts.Select(pair => pair.Prompt.Subject)];

    /// <summary>Adds words.</summary>
    /// <param name="prompt">What and how much.</param>
    /// <param name="tokenizer">The model's own.</param>
    public void AddText(Prompt prompt, Tokenizer tokenizer)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        _tokenizer = tokenizer;
        var features = LongTextEncoder.Encode(
            _model, tokenizer, prompt.Subject, PlainWords.WithoutGround(prompt.Subject), PlainWords.Of(prompt.Subject));
        AddTarget(prompt, features.narrow(0, 0, 1), features.narrow(0, 1, 1), features.narrow(0, 2, 1));
    }

    /// <summary>A critic of the same model that looks for these words alone; to be disposed of before this one.</summary>
    public ClipCritic For(string words)
    {
        var critic = new ClipCritic(_model, _cutouts, _augmentation) { _borrows = true };
        critic.AddText(new(words), _tokenizer ?? throw new InvalidOperationException("This critic was given no words."));
        return critic;
    }

    /// <summary>Adds a picture [1, 3, h, w] in [0, 1]: cut-outs of it are the target.</summary>
    public void AddPicture(Prompt prompt, Tensor picture, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        AddTarget(prompt, _model.encode_image(_cutouts.Take(picture, Augmentation.None, random)));
    }

    /// <summary>Adds features [m, e] as they are.</summary>
    /// <param name="prompt">What and how much.</param>
    /// <param name="features">The target.</param>
    /// <param name="figure">The target while starts are ranked that can still be given another ground; the same unless said.</param>
    /// <param name="plain">The target while those are ranked that can be given other colours besides; the same unless said.</param>
    public void AddTarget(Prompt prompt, Tensor features, Tensor? figure = null, Tensor? plain = null) =>
        _prompts.Add((prompt, Own(features), Own(figure ?? features), Own(plain ?? features)));

    /// <inheritdoc/>
    public Tensor[] Losses(Tensor picture, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter(LossesOfCutouts(_cutouts.Take(picture, _augmentation, random)));
    }

    /// <summary>Losses of cut-outs [n, 3, s, s] already taken.</summary>
    public Tensor[] LossesOfCutouts(Tensor cutouts)
    {
        using var scope = NewDisposeScope();
        var features = _model.encode_image(cutouts); // [n, e]
        return scope.MoveAllToOuter([.. _prompts.Select(pair => pair.Prompt.Loss(features, pair.Target))]);
    }

    /// <summary>Where it computes.</summary>
    public Device Device => _model.Device;

    /// <summary>Width e of the model's features.</summary>
    public int Width => _model.Options.EmbeddingWidth;

    /// <summary>How far several critics find each of several whole pictures [n, 3, h, w], of any size,
    /// from all prompts, the sum of them, [n].</summary>
    public static Tensor LossesOfWhole(IEnumerable<ClipCritic> critics, Tensor pictures) =>
        critics.Select(critic => critic.LossesOfWhole(pictures)).Aggregate((sum, loss) => sum + loss);

    /// <summary>The weighted distance of each of several whole pictures [n, 3, h, w] from all prompts, [n].</summary>
    public Tensor LossesOfWhole(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var size = _model.Options.Resolution;
        return scope.MoveToOuter(
            LossesOfFeatures(
                _model.encode_image(
                    F.interpolate(pictures, [size, size], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true)),
                prompt => prompt.Target));
    }

    /// <summary>The weighted distance of each of several drawings' features [n, e] from all prompts, [n]: as figures on whatever ground,
    /// and as plain things in whatever colours.</summary>
    public (Tensor Figure, Tensor Plain) LossesOfDrawings(Tensor features)
    {
        using var scope = NewDisposeScope();
        return (
            scope.MoveToOuter(LossesOfFeatures(features, prompt => prompt.Figure)),
            scope.MoveToOuter(LossesOfFeatures(features, prompt => prompt.Plain)));
    }

    private Tensor LossesOfFeatures(Tensor features, Func<(Prompt Prompt, Tensor Target, Tensor Figure, Tensor Plain), Tensor> target)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        return scope.MoveToOuter(_prompts.Select(pair => Prompt.SphericalDistance(features, target(pair)).mean([1]) * pair.Prompt.Weight)
            .Aggregate((sum, loss) => sum + loss));
    }

    /// <summary>Releases the targets, and the model unless it is borrowed.</summary>
    public void Dispose()
    {
        if (!_borrows)
        {
            _model.Dispose();
        }

        _prompts.ForEach(pair => pair.Target.Dispose());
        _prompts.ForEach(pair => pair.Figure.Dispose());
        _prompts.ForEach(pair => pair.Plain.Dispose());
    }

    private Tensor Own(Tensor features) => features.detach().to(Device).clone().DetachFromDisposeScope();
}
