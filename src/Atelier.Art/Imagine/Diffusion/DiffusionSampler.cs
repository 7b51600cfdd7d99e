using System.Diagnostics;
using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Imagine.Starts;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Torch.Process;

namespace Atelier.Art.Imagine.Diffusion;

/// <summary>A diffusion model, and the critics that guide it, drawing the pictures of runs. n runs.</summary>
internal sealed class DiffusionSampler : IDisposable
{
    private readonly DiffusionPipeline _model;
    private readonly LoadedCritics _critics;

    private DiffusionSampler(DiffusionPipeline model, LoadedCritics critics) => (_model, _critics) = (model, critics);

    /// <summary>Loads the networks of a run.</summary>
    /// <exception cref="ModelFileException">One cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DiffusionSampler Load(PreparedRun run, Device device, CancellationToken cancel)
    {
        using var stack = new ExitStack();
        var asked = run.Options.Diffusion;
        var model = stack.Push(DiffusionPipeline.Load(run.Diffusion!.Path, new()
        {
            Loras = asked.LoraFiles(),
            Autoencoder = asked.Autoencoder,
            BFloat16 = run.Options.Precision.IsBFloat16(device),
            Device = device,
        }));
        return stack.PopAll(new DiffusionSampler(model, LoadedCritics.Load(run, device, cancel)));
    }

    /// <summary>Draws the pictures of runs that differ in nothing but their seeds.</summary>
    /// <param name="runs">The runs, whose folders this process has locked.</param>
    /// <param name="report">Told after each step of each run, by its index.</param>
    /// <param name="cancel">Cancels between steps; nothing of the pictures is kept then.</param>
    /// <returns>The picture of each, and the loss that its critics find; null without critics.</returns>
    /// <exception cref="AtelierException">A picture cannot be read, or the weights are broken.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<(Picture Picture, double? Loss)> Draw(
        IReadOnlyList<TextToImagePipeline> runs, Action<int, ImagineStep> report, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var options = runs[0].Options;
        using var guide = options.Diffusion.Guide is null ? null : CriticGuide.Create(runs, _critics, _model.Unet.Device);
        var clock = Stopwatch.StartNew();
        var request = Request(options) with
        {
            Seeds = [.. runs.Select(run => (long)run.Options.Seed)], Guide = guide is null ? null : guide.Loss,
        };
        var pictures = _model.Generate(request, new SynchronousProgress<DenoisingProgress>(progress =>
        {
            cancel.ThrowIfCancellationRequested();
            var seconds = clock.Elapsed.TotalSeconds / progress.Step / runs.Count;
            for (var i = 0; i < runs.Count; i++)
            {
                Report(i, progress, guide is { Losses.Count: > 0 } ? guide.Losses[i] : new Dictionary<string, double>(), seconds);
            }

            HeapMemory.FreeScalars();
        }));
        return pictures.isfinite().all().ToBoolean()
            ? [.. pictures.split(1, 0).Select((picture, i) => (picture.ToPicture(), guide?.Rank(i, picture)))]
            : throw new ModelFileException(
                $"{options.Model} drew no picture: its weights are broken, or another precision is needed.");

        void Report(int i, DenoisingProgress progress, IReadOnlyDictionary<string, double> losses, double seconds)
        {
            var (run, every) = (runs[i], runs[i].Options.SaveEvery);
            var preview = every > 0 && progress.Step % every == 0
                ? run.RunFolder.WritePreview(progress.Step, Preview(progress.Original.narrow(0, i, 1))) : null;
            run.IterationsDone = progress.Step;
            report(i, new(progress.Step, progress.Steps, losses.Values.Sum(), losses, seconds, preview));
        }
    }

    /// <summary>The picture [1, 3, h, w] in [0, 1] of words on the way to others, from the noise of the options' seed.</summary>
    /// <param name="options">Options of the words where the way begins.</param>
    /// <param name="toward">The words where it ends.</param>
    /// <param name="share">How far on the way it is, 0 to 1.</param>
    /// <param name="cancel">Cancels between steps.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Tensor DrawBetween(ImagineOptions options, string toward, double share, CancellationToken cancel)
    {
        var request = Request(options) with { Seeds = [(long)options.Seed], Toward = (toward, share) };
        return _model.Generate(request, new SynchronousProgress<DenoisingProgress>(_ => cancel.ThrowIfCancellationRequested()));
    }

    /// <summary>Releases the networks.</summary>
    public void Dispose()
    {
        _critics.Dispose();
        _model.Dispose();
    }

    private DiffusionRequest Request(ImagineOptions options)
    {
        var asked = options.Diffusion;
        var (start, mask) = ((Tensor?)null, (Tensor?)null);
        if (options.InitImage is not null)
        {
            var init = InitPicture.Load(options);
            start = init.Fitted(CPU);
            mask = options.Edit.Mask is { } text ? RegionMask.Parse(text).Create(init.Original, start, options.Edit.Feather, []) : null;
        }

        return new()
        {
            Prompt = asked.Guide is null ? options.Prompt : _model.ReadsWords ? options.Plan.Wanted : "",
            NegativePrompt = asked.NegativePrompt ?? "",
            Width = options.Width,
            Height = options.Height,
            Scheduler = asked.Scheduler,
            Steps = asked.Steps,
            GuidanceScale = asked.GuidanceScale,
            GuidanceRescale = asked.GuidanceRescale ?? 0,
            InitImage = start,
            Strength = options.Strength ?? 1,
            Mask = mask,
        };
    }

    private Picture Preview(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return _model.Codec.Preview(latents.to(ScalarType.Float32)).ToPicture();
    }
}
