using Atelier.Torch.Layers;

namespace Atelier.Models.AudioClip;

/// <summary>Sounds to embeddings (<c>ESResNeXtFBSP</c>, Guzhov et al., 2021): a spectrogram in three bands, which a ResNeXt with attention
/// takes as a picture of three channels. b batch, c channels of a sound, t samples, f frames, e embedding width.</summary>
internal sealed class AudioEncoder : Module<Tensor, Tensor>
{
    private const int Bands = 3;
    private const double Silence = 1e-18;                       // power where there is none
    private const double Lowest = -32768, Highest = 32767;      // of 16-bit samples
    private readonly Tensor window;                              // [samples of a frame]
    private readonly LinearFbsp fbsp;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ModuleList<AudioBlock>[] _layers;
    private readonly AudioAttention[] _attention;
    private readonly AudioAttention att5;
    private readonly Linear fc;
    private readonly AudioClipOptions _options;

    public AudioEncoder(Weights w, AudioClipOptions options)
        : base(nameof(AudioEncoder))
    {
        _options = options;
        window = w.Buffer("window", [options.Window], BlackmanHarris);
        fbsp = new(w["fbsp"], options);
        conv1 = new(w["conv1"], Bands, options.Stem, kernel: 7, stride: 2, bias: false);
        bn1 = new(w["bn1"], options.Stem);
        (_layers, _attention) = (new ModuleList<AudioBlock>[options.Stages.Count], new AudioAttention[options.Stages.Count]);
        var channels = options.Stem;
        for (var i = 0; i < options.Stages.Count; i++)
        {
            var (stage, at, first) = (options.Stages[i], i, channels);
            _layers[i] = new(stage.Blocks, j => new AudioBlock(
                w[$"layer{at + 1}"][j], j == 0 ? first : stage.Outer, stage, stride: j == 0 && at > 0 ? 2 : 1, options.Groups));
            _attention[i] = new(w[$"att{i + 1}"], channels, stage.Outer, i % 2 == 0 ? (3, 1) : (1, 5)); // over pitches, then over time
            register_module($"layer{i + 1}", _layers[i]);
            register_module($"att{i + 1}", _attention[i]);
            channels = stage.Outer;
        }

        att5 = new(w["att5"], channels, channels, (3, 5));
        fc = new(w["fc"], channels, options.EmbeddingWidth);
    }

    /// <summary>The wavelets of the spectrogram, [frequencies, samples, 2].</summary>
    public Tensor Kernels() => fbsp.Kernels();

    public override Tensor forward(Tensor sound) // [b, c, t] in [-1, 1] to [b, e]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Embed(Decibels(Spectrogram(sound))));
    }

    /// <summary>Sounds [b, c, t] in [-1, 1] to complex spectrograms [b, c, frequencies, f, 2]. No gradient reaches the sounds, as in
    /// the official code.</summary>
    public Tensor Spectrogram(Tensor sound)
    {
        using var scope = NewDisposeScope();
        Tensor frames;
        using (no_grad())
        {
            var x = (((sound * -Lowest) - Lowest) * 2 / (Highest - Lowest)) - 1; // 0 becomes half of a 16-bit step
            var length = x.size(2);
            var hops = Math.Max(0, (length - _options.Window + _options.Hop - 1) / _options.Hop);
            var missing = (hops * _options.Hop) + _options.Window - length;
            x = F.pad(x, [missing / 2, missing - (missing / 2)]);
            frames = x.unfold(2, _options.Window, _options.Hop) * window;                    // [b, c, f, samples of a frame]
            var around = _options.Samples - _options.Window;
            frames = F.pad(frames, [around / 2, around - (around / 2)]);
        }

        return scope.MoveToOuter(fbsp.call(frames).transpose(2, 3));
    }

    /// <summary>Complex spectrograms [b, c, frequencies, f, 2] to decibels of power, [b, c, 3, frequencies / 3, f], low band
    /// first.</summary>
    public static Tensor Decibels(Tensor spectrogram)
    {
        using var scope = NewDisposeScope();
        var height = spectrogram.size(2) / Bands;
        var power = spectrogram.narrow(2, 0, height * Bands).square().sum([-1]);              // [b, c, 3 height, f]
        power = where(power.gt(0), power, full_like(power, Silence));
        return scope.MoveToOuter(power.reshape(power.size(0), power.size(1), Bands, height, power.size(3)).log10() * 10);
    }

    /// <summary>Decibels [b, c, 3, h, f] to embeddings [b, e], summed over the sound's channels.</summary>
    public Tensor Embed(Tensor decibels)
    {
        using var scope = NewDisposeScope();
        var x = decibels.flatten(0, 1);                                                       // [b c, 3, h, f]
        x = F.max_pool2d(F.relu(bn1.call(conv1.call(x))), 3, 2, 1);
        foreach (var (layer, attention) in _layers.Zip(_attention))
        {
            x = attention.call(x, layer.Through(x));
        }

        x = att5.call(x, x.mean([2, 3], keepdim: true)).flatten(1);                           // [b c, channels]
        return scope.MoveToOuter(fc.call(x.reshape(decibels.size(0), decibels.size(1), -1).sum([1])));
    }

    // periodic, as scipy.signal.get_window gives it
    private static Tensor BlackmanHarris(long[] shape, Generator random)
    {
        var angle = arange(shape[0], ScalarType.Float32, random.device) * (2 * Math.PI / shape[0]);
        return 0.35875 - (angle.cos() * 0.48829) + ((angle * 2).cos() * 0.14128) - ((angle * 3).cos() * 0.01168);
    }
}
