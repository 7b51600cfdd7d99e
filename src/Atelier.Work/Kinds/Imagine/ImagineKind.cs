using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;
using Atelier.Work.Kinds.Upscale;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>A picture from prompts.</summary>
public sealed class ImagineKind() : JobKind<ImagineInput>("imagine", "Makes a picture from words and pictures, step by step.")
{
    private const string StateFile = "state.safetensors";

    /// <inheritdoc/>
    protected override bool UsesCache => true;

    /// <inheritdoc/>
    protected override Completed Plan(ImagineInput input, int index)
    {
        input.RequireSubjects();
        input = input with
        {
            Model = ModelNames.Require(input.Model),
            Clip = [.. input.Clip.Select(name => ModelNames.Require(name))],
            Seed = JobSeed.Resolve(input.Seed, index),
        };
        if (input is { StartPicture: null, Mask: not null } or { StartPicture: null, Strength: not null })
        {
            throw new OptionException("mask and strength say what becomes of a startPicture: they need one.", "startPicture");
        }

        var (total, size) = (Total(input), ImagineSize.Resolve(input));
        input = input with { Iterations = total, ImagineWidth = size.Width, ImagineHeight = size.Height };
        (input with { StartPicture = null, Strength = null, Mask = null }).ToOptions(id => id, total, size).Validate();
        return new(
            input, [.. input.Prompts.Select(prompt => prompt.Picture), input.StartPicture, input.Mask],
            [input.Model, .. input.Clip, .. NeedsEnlarging(input) ? (string[])[UpscalerSelection.Shipped] : []], total);
    }

    /// <inheritdoc/>
    protected override JobResult Run(ImagineInput input, JobRun run)
    {
        var (total, size) = (Total(input), ImagineSize.Resolve(input));
        var pipeline = TextToImagePipeline.Begin(
            input.ToOptions(run.PathOf, total, size), Path.Combine(run.Folder, "runs"), run.Device, cache: run.Cache);
        var state = Path.Combine(pipeline.Folder, StateFile);
        if (run.Checkpoint is { } checkpoint)
        {
            AtomicFile.Write(state, checkpoint);
        }

        var saved = File.Exists(state) ? File.GetLastWriteTimeUtc(state) : DateTime.MinValue;
        var path = pipeline.Run(null, new SynchronousProgress<ImagineStep>(Report), run.Stopping);
        if (pipeline.IsStopped && !run.KeepsResult)
        {
            run.Save(pipeline.IterationsDone, File.ReadAllBytes(state));
            throw new OperationCanceledException(run.Stopping);
        }

        var record = Record(input, pipeline);
        var picture = Finish(Picture.Load(path), input, pipeline.IterationsDone, run);
        var texts = new Dictionary<string, string> { ["Software"] = "Atelier", [ImagineOptions.Key] = record };
        return new(
            [new("picture", "image/png", picture.Encode(".png", texts), picture.Width, picture.Height)],
            JsonDocument.Parse(record).RootElement,
            pipeline.IsStopped ? $"stopped at {pipeline.IterationsDone} of {total}" : pipeline.Notes is [var note, ..] ? note : null);

        void Report(ImagineStep step)
        {
            if (run.TakeSteering() is { } weights)
            {
                pipeline.Steer(step, ImagineOptionsMapping.Weights(weights, run.PathOf));
                input = input with { Steering = [.. input.Steering ?? [], new() { Iteration = step.Iteration, Weights = weights }] };
                run.Steered(InputJson.ToElement(input));
            }

            var preview = step.Preview is null ? null : Picture.Load(step.Preview).Encode(".webp");
            run.Report(new(step.Iteration, step.Total, step.Loss, step.Losses, step.SecondsPerIteration), preview);
            var written = File.Exists(state) ? File.GetLastWriteTimeUtc(state) : saved; // the pipeline writes it now and then
            if (written > saved)
            {
                saved = written;
                run.Save(step.Iteration, File.ReadAllBytes(state));
            }
        }
    }

    private static int Total(ImagineInput input) =>
        input.Iterations ?? Generators.Iterations(input.Model);

    private static bool NeedsEnlarging(ImagineInput input) =>
        (input.Width ?? input.ImagineWidth) > input.ImagineWidth || (input.Height ?? input.ImagineHeight) > input.ImagineHeight;

    // the engine's record, with uploads by their names: the same wherever it ran
    private static string Record(ImagineInput input, TextToImagePipeline pipeline)
    {
        var size = (pipeline.Options.Width!.Value, pipeline.Options.Height!.Value);
        var named = input.ToOptions(id => id, pipeline.Iterations, size);
        return (pipeline.Options with
        {
            Prompt = named.Prompt, ImagePrompts = named.ImagePrompts, InitImage = named.InitImage,
            Edit = pipeline.Options.Edit with { Mask = named.Edit.Mask }, Steering = named.Steering,
        }).ToJson();
    }

    private static Picture Finish(Picture picture, ImagineInput input, int iterations, JobRun run)
    {
        var (width, height) = (input.Width ?? picture.Width, input.Height ?? picture.Height);
        var scale = Math.Max((double)width / picture.Width, (double)height / picture.Height);
        if (scale > 1)
        {
            // what was asked to stop and keep its result is finished all the same
            picture = new UpscalingRun(run).Upscale(
                picture, UpscalerSelection.Shipped, Math.Min(scale, 16),
                _ => run.Report(new(iterations, iterations, Message: "enlarging")), run.KeepsResult ? default : run.Stopping);
        }

        picture = picture.Resize(width, height);
        return input.Mask is null ? picture
            : MaskedPicture.Composite(Picture.Load(run.PathOf(input.StartPicture!)), picture, Picture.Load(run.PathOf(input.Mask)));
    }
}
