using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Edits;
using Atelier.Core;

namespace Atelier.Art.Imagine.Generators;

/// <summary>The options that mean something to some generators only. The others refuse them by name: an option never has no effect.
/// </summary>
internal static class GeneratorOptionNames
{
    /// <summary>The second picture of a cross, which no flag gives.</summary>
    public const string Cross = "A second picture";

    private static readonly ImagineOptions s_none = new();

    // of some generators
    private static readonly (string Name, Func<ImagineOptions, bool> IsGiven)[] s_some =
    [
        (nameof(ImagineOptions.InitImage), options => options.InitImage is not null),
        (Cross, options => options.CrossImage is not null),
        (nameof(ImagineOptions.Strength), options => options.Strength is not null),
        (nameof(ImagineOptions.Noise), options => options.Noise == NoiseKind.Codes),
        (nameof(ImagineOptions.Start), options => options.Start is not (StartKind.Best or StartKind.Codes)),
        (nameof(ImagineOptions.Prior), options => options.Prior is not null),
        (nameof(ImagineOptions.Candidates), options => options.Candidates != s_none.Candidates),
        (nameof(ImagineOptions.CodeCommitment), options => options.CodeCommitment > 0),
        (nameof(ImagineOptions.LatentDecay), options => options.LatentDecay > 0),
        (nameof(EditOptions.Tile), options => options.Edit.Tile != Axes.None),
        (nameof(LatentOptions.Space), options => options.Latent.Space is not null),
        (nameof(LatentOptions.Truncation), options => options.Latent.Truncation is not null),
        (nameof(LatentOptions.Class), options => options.Latent.Class is not null),
        (nameof(LatentOptions.Shapes), options => options.Latent.Shapes is not null),
        (nameof(LatentOptions.Cells), options => options.Latent.Cells is not null),
    ];

    // of the guided loop
    private static readonly (string Name, Func<ImagineOptions, bool> IsGiven)[] s_loop =
    [
        (nameof(ImagineOptions.ImagePrompts), options => options.ImagePrompts.Length > 0),
        (nameof(ImagineOptions.Sounds), options => options.Sounds.Length > 0),
        (nameof(ImagineOptions.AudioClip), options => options.AudioClip is not null),
        (nameof(ImagineOptions.Clip), options => !options.Clip.SequenceEqual(s_none.Clip)),
        (nameof(ImagineOptions.Iterations), options => options.Iterations is not null),
        (nameof(ImagineOptions.LearningRate), options => options.LearningRate is not null),
        (nameof(ImagineOptions.Optimizer), options => options.Optimizer != s_none.Optimizer),
        (nameof(ImagineOptions.Cutn), options => options.Cutn is not null),
        (nameof(ImagineOptions.CutPower), options => options.CutPower is not null),
        (nameof(ImagineOptions.CutMethod), options => options.CutMethod != s_none.CutMethod),
        (nameof(Augmentation), options => options.Augmentation != s_none.Augmentation),
        (nameof(ImagineOptions.InitWeight), options => options.InitWeight > 0),
        (nameof(ImagineOptions.Anchor), options => options.Anchor > 0),
        (nameof(ImagineOptions.TotalVariation), options => options.TotalVariation > 0),
        (nameof(ImagineOptions.Patience), options => options.Patience > 0),
        (nameof(EditOptions.Extend), options => options.Edit.Extend is not null),
        (nameof(EditOptions.Mirror), options => options.Edit.Mirror != Axes.None),
        (nameof(EditOptions.Palette), options => options.Edit.Palette is not null),
    ];

    private static readonly (string Name, Func<ImagineOptions, bool> IsGiven)[] s_diffusion =
    [
        (nameof(DiffusionOptions.Steps), options => options.Diffusion.Steps is not null),
        (nameof(DiffusionOptions.Scheduler), options => options.Diffusion.Scheduler is not null),
        (nameof(DiffusionOptions.GuidanceScale), options => options.Diffusion.GuidanceScale is not null),
        (nameof(DiffusionOptions.GuidanceRescale), options => options.Diffusion.GuidanceRescale is not null),
        (nameof(DiffusionOptions.Guide), options => options.Diffusion.Guide is not null),
        (nameof(DiffusionOptions.NegativePrompt), options => options.Diffusion.NegativePrompt is not null),
        (nameof(DiffusionOptions.Loras), options => options.Diffusion.Loras is not null),
        (nameof(DiffusionOptions.Autoencoder), options => options.Diffusion.Autoencoder is not null),
    ];

    private static readonly HashSet<string> s_ofDiffusion = [nameof(ImagineOptions.InitImage), nameof(ImagineOptions.Strength)];

    // of the critics, which guide a diffusion model where that is asked for
    private static readonly HashSet<string> s_ofCritics =
    [
        nameof(ImagineOptions.ImagePrompts), nameof(ImagineOptions.Sounds), nameof(ImagineOptions.AudioClip), nameof(ImagineOptions.Clip),
        nameof(ImagineOptions.Cutn), nameof(ImagineOptions.CutPower), nameof(ImagineOptions.CutMethod), nameof(Augmentation),
        nameof(ImagineOptions.TotalVariation),
    ];

    /// <summary>Those of generators that begin with a picture.</summary>
    public static IReadOnlySet<string> OfPictures { get; } = new HashSet<string>
    {
        nameof(ImagineOptions.InitImage), nameof(ImagineOptions.Strength), nameof(ImagineOptions.Start), nameof(ImagineOptions.Prior),
        nameof(ImagineOptions.Candidates), nameof(ImagineOptions.LatentDecay),
    };

    /// <summary>Refuses options that mean nothing to a generator.</summary>
    /// <exception cref="OptionException">One was given.</exception>
    public static void Require(ImagineOptions options, GeneratorModel model) => Refuse(
        options, [.. s_some.Where(one => !model.Traits.Takes.Contains(one.Name)), .. s_diffusion], $"{options.Model} ({model.Kind.Name})");

    /// <summary>Refuses options that mean nothing to a diffusion model.</summary>
    /// <exception cref="OptionException">One was given.</exception>
    public static void RequireOfDiffusion(ImagineOptions options)
    {
        var isGuided = options.Diffusion.Guide is not null;
        var unused = s_loop.Where(one => !isGuided || !s_ofCritics.Contains(one.Name))
            .Concat(s_some.Where(one => !s_ofDiffusion.Contains(one.Name))).ToList();
        var lacksCritics = unused.Any(one => s_ofCritics.Contains(one.Name) && one.IsGiven(options));
        Refuse(
            options, unused, $"{options.Model} (a diffusion model{(lacksCritics ? $" without {nameof(DiffusionOptions.Guide)}" : "")})");
    }

    private static void Refuse(ImagineOptions options, IEnumerable<(string Name, Func<ImagineOptions, bool> IsGiven)> unused, string what)
    {
        var given = unused.Where(one => one.IsGiven(options)).Select(one => one.Name).ToList();
        if (given.Count > 0)
        {
            throw new OptionException(
                $"{string.Join(" and ", given)} {(given.Count == 1 ? "has" : "have")} no meaning for {what}: leave " +
                $"{(given.Count == 1 ? "it" : "them")} out.",
                [.. given, nameof(DiffusionOptions.Guide)]);
        }
    }
}
