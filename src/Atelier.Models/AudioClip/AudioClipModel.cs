using Atelier.Core;

namespace Atelier.Models.AudioClip;

/// <summary>The sounds' side of AudioCLIP (Guzhov et al., "AudioCLIP: Extending CLIP to Image, Text and Audio", 2021); pictures and words
/// are CLIP's, of the same file. b batch, c channels of a sound, t samples, e embedding width.</summary>
public sealed class AudioClipModel : Module<Tensor, Tensor>
{
    private const double Coldest = 100; // the largest scale of logits
    private readonly AudioEncoder audio;
    private readonly Parameter logit_scale;    // scalars, logs of the inverse temperatures: pictures and words
    private readonly Parameter logit_scale_ai; // sounds and pictures
    private readonly Parameter logit_scale_at; // sounds and words

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <exception cref="ModelFileException">The file holds other weights.</exception>
    public AudioClipModel(Weights w, AudioClipOptions options)
        : base(nameof(AudioClipModel))
    {
        Options = options;
        audio = new(w["audio"], options);
        logit_scale = w.Parameter("logit_scale", [], Initialize.Constant(Math.Log(1 / 0.07)));
        logit_scale_ai = w.Parameter("logit_scale_ai", [], Initialize.Constant(Math.Log(Coldest)));
        logit_scale_at = w.Parameter("logit_scale_at", [], Initialize.Constant(Math.Log(Coldest)));
        w.Verify(key => !key.StartsWith("audio.", StringComparison.Ordinal)); // CLIP's own
        RegisterComponents();
    }

    /// <summary>The sampling rate of the sounds, in hertz.</summary>
    public static int SamplingRate => 44100;

    /// <summary>The hyperparameters.</summary>
    public AudioClipOptions Options { get; }

    internal AudioEncoder Encoder => audio;

    /// <summary>Sounds [b, c, t] in [-1, 1] at <see cref="SamplingRate"/> to features [b, e], not normalised. No gradient reaches the
    /// sounds.</summary>
    public override Tensor forward(Tensor sound)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(audio.call(sound));
    }

    /// <summary>Cosine similarities times the learned scales, each [b, b'].</summary>
    /// <param name="sounds">Features of sounds, [b, e].</param>
    /// <param name="pictures">Features of pictures, [b', e].</param>
    /// <param name="words">Features of texts, [b', e].</param>
    public (Tensor SoundsPictures, Tensor SoundsWords, Tensor PicturesWords) Logits(Tensor sounds, Tensor pictures, Tensor words)
    {
        using var scope = NewDisposeScope();
        var (a, i, t) = (F.normalize(sounds, dim: 1), F.normalize(pictures, dim: 1), F.normalize(words, dim: 1));
        return scope.MoveToOuter(Scaled(logit_scale_ai, a, i), Scaled(logit_scale_at, a, t), Scaled(logit_scale, i, t));

        static Tensor Scaled(Tensor scale, Tensor one, Tensor other) =>
            scale.exp().clamp(1, Coldest) * one.matmul(other.transpose(0, 1));
    }
}
