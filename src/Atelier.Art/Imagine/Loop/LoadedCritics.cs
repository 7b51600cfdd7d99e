using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;
using Atelier.Models.AudioClip;
using Atelier.Models.Clip;

namespace Atelier.Art.Imagine.Loop;

/// <summary>The CLIPs of one or several runs, and the AudioCLIP that hears their sounds. They are disposed together, also if one of them
/// fails to load.</summary>
internal sealed class LoadedCritics : IDisposable
{
    private readonly List<ClipPipeline> _clips = [];
    private AudioClipPipeline? _sounds;

    private LoadedCritics()
    {
    }

    /// <summary>Loads the networks.</summary>
    /// <param name="run">What to load.</param>
    /// <param name="device">Where to.</param>
    /// <param name="cancel">Cancels between networks.</param>
    /// <exception cref="AtelierException">A network cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadedCritics Load(PreparedRun run, Device device, CancellationToken cancel)
    {
        using var stack = new ExitStack();
        var critics = stack.Push(new LoadedCritics());
        foreach (var files in run.ClipFiles)
        {
            cancel.ThrowIfCancellationRequested();
            critics._clips.Add(CriticLoader.Load(files, run.Options.Precision.IsBFloat16(device), device));
        }

        critics._sounds = run.AudioClip is { } sounds ? AudioClipPipeline.Load(sounds, device) : null;
        return stack.PopAll(critics);
    }

    /// <summary>A critic of each CLIP, and one of the sounds if there are any, for the prompts of a run, to be disposed before these
    /// networks.</summary>
    /// <param name="run">The run.</param>
    /// <param name="random">Chooses the cut-outs of image prompts.</param>
    /// <exception cref="AtelierException">A picture cannot be read.</exception>
    public IReadOnlyList<ICritic> Of(PreparedRun run, Generator random)
    {
        var options = run.Options;
        using var stack = new ExitStack();
        var critics = new List<ICritic>();
        foreach (var clip in _clips)
        {
            critics.Add(stack.Push(CriticLoader.Encode(clip, run.Plan, Cutouts(clip.Model), options.Augmentation, random)));
        }

        if (_sounds is { } sounds)
        {
            critics.Add(stack.Push(CriticLoader.EncodeSounds(sounds, run.Plan, Cutouts(sounds.Clip.Model), options.Augmentation)));
        }

        return stack.PopAll(critics);

        CutoutSampler Cutouts(ClipModel clip) =>
            new(clip.Options.Resolution, options.Cutn!.Value, options.CutPower!.Value, options.CutMethod);
    }

    /// <summary>Disposes all networks.</summary>
    public void Dispose()
    {
        _clips.ForEach(clip => clip.Dispose());
        _sounds?.Dispose();
    }
}
