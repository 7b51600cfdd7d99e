using System.Diagnostics;
using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Imagine.Starts;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.Diffusion.Pipeline;

namespace Atelier.Art.Imagine.Diffusion;

/// <summary>Draws the pictures of runs of one diffusion model, one after another: each takes much memory, and is the same alone.</summary>
internal sealed class DiffusionSampler : IDisposable
{
    private readonly DiffusionPipeline _model;

    private DiffusionSampler(DiffusionPipeline model) => _model = model;

    /// <summary>Loads the model of a run.</summary>
    /// <exception cref="ModelFileException">It cannot be loaded.</exception>
    public static DiffusionSampler Load(PreparedRun run, Device device)
    {
        var asked = run.Options.Diffusion;
        return new(DiffusionPipeline.Load(run.Diffusion!.Path, new()
        {
            Loras = asked.LoraFiles(),
            Autoencoder = asked.Autoencoder,
            BFloat16 = run.Options.Precision.IsBFloat16(device),
            Device = device,
        }));
    }

    /// <summary>Draws the picture of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="report">Told after each step.</param>
    /// <param name="cancel">Cancels between steps; nothing of the picture is kept then.</param>
    /// <exception cref="AtelierException">A picture cannot be read, or the folder is used by another process.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(TextToImagePipeline run, Action<ImagineStep> report, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var folderLock = run.RunFolder.Lock();
        run.RunFolder.Write(run.Options, run.Order);
        var clock = Stopwatch.StartNew();
        var pictures = _model.Generate(Request(run.Options), new SynchronousProgress<DenoisingProgress>(progress =>
        {
            cancel.ThrowIfCancellationRequested();
            var isShown = run.Options.SaveEvery > 0 && progress.Step % run.Options.SaveEvery == 0;
            var preview = isShown ? run.RunFolder.WritePreview(progress.Step, Preview(progress.Original)) : null;
            run.IterationsDone = progress.Step;
            report(new(
                progress.Step, progress.Steps, 0, new Dictionary<string, double>(), clock.Elapsed.TotalSeconds / progress.Step, preview));
        }));
        if (!pictures.isfinite().all().ToBoolean())
        {
            throw new ModelFileException($"{run.Options.Model} drew no picture: its weights are broken, or another precision is needed.");
        }

        foreach (var path in new[] { run.Order.Output, run.Picture }.OfType<string>())
        {
            RunFolder.WritePicture(path, pictures.ToPicture(), run.Options);
        }
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _model.Dispose();

    private static DiffusionRequest Request(ImagineOptions options)
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
            Prompt = options.Prompt,
            NegativePrompt = asked.NegativePrompt ?? "",
            Seeds = [(long)options.Seed],
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
