using System.Text.RegularExpressions;
using Atelier.Art.Complete;
using Atelier.Art.Dream;
using Atelier.Art.Explore.Films;
using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Edits;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Film;
using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Training.Data.Sources;

namespace Atelier.Cli.Output;

/// <summary>Turns the libraries' errors into the words of the command line: options become flags, and some kinds of error get a cure.
/// </summary>
internal static class Remedy
{
    /// <summary>The flag of each option that a library's error may name.</summary>
    public static IReadOnlyDictionary<string, string> Flags { get; } = new Dictionary<string, string>
    {
        ["Alpha"] = "--alpha",
        [nameof(ImagineOptions.Anchor)] = "--anchor",
        [nameof(Augmentation)] = "--augments",
        [nameof(ImagineOptions.Candidates)] = "--candidates",
        [nameof(ImagineOptions.CodeCommitment)] = "--code-commitment",
        [nameof(ImagineOptions.CutPower)] = "--cut-power",
        [nameof(ImagineOptions.Cutn)] = "--cutn",
        [nameof(PaintOptions.Detail)] = "--detail",
        [nameof(FilmOptions.Duration)] = "--duration",
        [nameof(EditOptions.Extend)] = "--extend",
        [nameof(EditOptions.Feather)] = "--feather",
        [nameof(ImagineOptions.InitImage)] = "--init-image",
        [nameof(EditOptions.Mask)] = "--mask",
        [nameof(ClipGuidedPainter.Hold)] = "--hold",
        [nameof(Interpolation.Frames)] = "--frames",
        [nameof(ImagineOptions.InitWeight)] = "--init-weight",
        [nameof(ImagineOptions.Iterations)] = "--iterations",
        [nameof(ImagineOptions.LatentDecay)] = "--latent-decay",
        [nameof(ImagineOptions.LearningRate)] = "--learning-rate",
        [nameof(FilmOptions.LongerSide)] = "--film-size",
        [nameof(UpscaleOptions.MemoryMegabytes)] = "--memory",
        [nameof(PaintOptions.MinimumGain)] = "--worth",
        [nameof(ImagineOptions.Noise)] = "--noise",
        [nameof(ImagineOptions.Clip)] = "--clip",
        [nameof(ImagineOptions.CutMethod)] = "--cut-method",
        [nameof(ImagineOptions.ImagePrompts)] = "--image-prompts",
        [nameof(ImagineOptions.Sounds)] = "--sound",
        [nameof(ImagineOptions.AudioClip)] = "--audio-clip",
        [nameof(ImagineOptions.Optimizer)] = "--optimizer",
        [nameof(EditOptions.Mirror)] = "--mirror",
        [nameof(DiffusionOptions.Steps)] = "--steps",
        [nameof(DiffusionOptions.Scheduler)] = "--scheduler",
        [nameof(DiffusionOptions.GuidanceScale)] = "--guidance-scale",
        [nameof(DiffusionOptions.GuidanceRescale)] = "--guidance-rescale",
        [nameof(DiffusionOptions.Guide)] = "--guide",
        [nameof(DiffusionOptions.NegativePrompt)] = "--negative-prompt",
        [nameof(DiffusionOptions.Loras)] = "--lora",
        [nameof(DiffusionOptions.Autoencoder)] = "--vae",
        [nameof(LatentOptions.Cells)] = "--cells",
        [nameof(LatentOptions.Class)] = "--class",
        [nameof(LatentOptions.Shapes)] = "--shapes",
        [nameof(LatentOptions.Space)] = "--space",
        [nameof(LatentOptions.Truncation)] = "--truncation",
        [nameof(ObservedRegion)] = "--keep",
        [nameof(UpscaleOptions.Overlap)] = "--overlap",
        [nameof(PaintOptions.Palette)] = "--palette",
        [nameof(ImagineOptions.Patience)] = "--patience",
        [nameof(FilmOptions.Pause)] = "--pause",
        [nameof(ImagineOptions.Prior)] = "--prior",
        [nameof(FilmOptions.Rate)] = "--fps",
        [nameof(PaintOptions.Refine)] = "--refine",
        [nameof(PaintJob.Relief)] = "--relief",
        [nameof(ImagineOptions.SaveEvery)] = "--save-every",
        [nameof(UpscaleOptions.Scale)] = "--scale",
        [nameof(ImagineOptions.Seed)] = "--seed",
        [nameof(CameraMotion.Rotate)] = "--rotate",
        [nameof(Story.Seconds)] = "--seconds",
        [nameof(DreamOptions.Layers)] = "--layer",
        [nameof(PaintJob.Size)] = "--size",
        [nameof(ImagineOptions.Start)] = "--init",
        [nameof(ImagineOptions.Strength)] = "--strength",
        [nameof(GlyphOptions.Split)] = "--split",
        [nameof(PaintOptions.Strokes)] = "--strokes",
        [nameof(PaintJob.Texture)] = "--texture",
        [nameof(UpscaleOptions.Tile)] = "--tile",
        [nameof(ImagineOptions.TotalVariation)] = "--total-variation",
        [nameof(PaintOptions.WorkSize)] = "--work-size",
        [nameof(CameraMotion.Zoom)] = "--zoom",
    };

    /// <summary>The error in one sentence, with flags and a cure.</summary>
    public static string Describe(AtelierException error)
    {
        var causes = new List<Exception>();
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            causes.Add(cause);
        }

        var message = causes.OfType<OptionException>().SelectMany(cause => cause.Options).Distinct().Aggregate(error.Message, NameFlag);
        message = error is RecipeException { IsOverride: true } ? $"--set: {message}" : message;
        if (error is RecipeException)
        {
            causes.RemoveAll(cause => cause is NotEnoughMemoryException); // the recipe says how large a network is, no flag does
        }

        return causes.Select(Cure).FirstOrDefault(cure => cure is not null) is { } cure ? $"{message.TrimEnd('.')}; {cure}." : message;
    }

    // the end of the sentence: what helps against an error of this kind
    private static string? Cure(Exception error) => error switch
    {
        ModelFileException { Downloadable: { } model } => $"'atelier models get {model}' fetches it",
        DataFormatException { Buildable: { } data } => $"'atelier data build {data}' makes the data set",
        RecipeException { Missing: { } path, Key: var key } => MissingPath.Cure(key, path),
        NotEnoughMemoryException => "a smaller --size or --cutn, or smaller models, need less",
        _ => null,
    };

    // the option's name where it is a word of the sentence, not a part of a path or of what the user wrote
    private static string NameFlag(string message, string option) => Flags.TryGetValue(option, out var flag)
        ? Regex.Replace(message, $@"(?<![\w/\\.'""-]){option}(?![\w/\\'""-])", flag)
        : message;
}
