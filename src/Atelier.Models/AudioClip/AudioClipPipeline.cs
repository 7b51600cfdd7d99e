using Atelier.Core;
using Atelier.Models.Clip;

namespace Atelier.Models.AudioClip;

/// <summary>An AudioCLIP: the CLIP of pictures and words in it, and the network of sounds whose features lie in the same space. e
/// embedding width.</summary>
public sealed class AudioClipPipeline : IDisposable
{
    private const int PieceSeconds = 5; // as long as the sounds that it was trained on, ESC-50's

    private AudioClipPipeline(ClipPipeline clip, AudioClipModel sounds) => (Clip, Sounds) = (clip, sounds);

    /// <summary>Pictures and words.</summary>
    public ClipPipeline Clip { get; }

    /// <summary>Sounds.</summary>
    public AudioClipModel Sounds { get; }

    /// <summary>Requires that files hold an AudioCLIP with its CLIP, by their keys alone.</summary>
    /// <exception cref="ModelFileException">They do not.</exception>
    public static void Require(ModelFiles files)
    {
        var stored = files.Open();
        if (!AudioClipFile.Recognises(stored))
        {
            throw new ModelFileException($"{files.Weights} is no AudioCLIP.");
        }

        if (!ClipFile.Recognises(stored))
        {
            throw new ModelFileException($"{files.Weights} holds the sounds of an AudioCLIP without its CLIP of pictures and words.");
        }
    }

    /// <summary>Loads both networks, frozen, in fp32, and the vocabulary beside them.</summary>
    /// <exception cref="ModelFileException">The files are missing, damaged, or no AudioCLIP's; or its parts have spaces of different
    /// widths.</exception>
    public static AudioClipPipeline Load(ModelFiles files, Device? device = null)
    {
        Require(files);
        using var stack = new ExitStack();
        var sounds = stack.Push(AudioClipFile.Load(files, device));
        var clip = stack.Push(ClipPipeline.Load(files, device));
        return clip.Model.Options.EmbeddingWidth == sounds.Options.EmbeddingWidth
            ? stack.PopAll(new AudioClipPipeline(clip, sounds))
            : throw new ModelFileException(
                $"{files.Weights} has features of {sounds.Options.EmbeddingWidth} numbers for sounds and of another length for pictures.");
    }

    /// <summary>The features of a sound's pieces of five seconds, [pieces, e], not normalised.</summary>
    /// <param name="samples">One channel in [-1, 1] at <see cref="AudioClipModel.SamplingRate"/>, at least one sample.</param>
    /// <param name="longest">Pieces at most, from the beginning.</param>
    public Tensor EncodeSound(ReadOnlyMemory<float> samples, int longest = 12)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var length = PieceSeconds * AudioClipModel.SamplingRate;
        var pieces = Enumerable.Range(0, Math.Clamp(samples.Length / length, 1, longest))
            .Select(i => samples.Slice(i * length, Math.Min(length, samples.Length - (i * length))).ToArray());
        return scope.MoveToOuter(cat(
            [.. pieces.Select(piece => Sounds.call(tensor(piece, [1, 1, piece.Length]).to(Clip.Model.Device)))], 0));
    }

    /// <summary>Disposes both networks.</summary>
    public void Dispose()
    {
        Clip.Dispose();
        Sounds.Dispose();
    }
}
