using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;

namespace Atelier.Art.Explore.Films;

/// <summary>What makes a film of words where it is no VQGAN: a generator, between whose latents there is a way, or a diffusion model, which
/// draws each frame of what lies between the words.</summary>
internal sealed class GeneratorFilm
{
    private readonly DiffusionModel? _diffusion;
    private readonly GeneratorModel? _generator;

    private GeneratorFilm(DiffusionModel? diffusion, GeneratorModel? generator) => (_diffusion, _generator) = (diffusion, generator);

    /// <summary>What the options name; null for a VQGAN. Only headers of files are read.</summary>
    /// <param name="imagine">The options.</param>
    /// <param name="stops">What the film passes.</param>
    /// <exception cref="ModelFileException">There is no such model, or it is damaged.</exception>
    public static GeneratorFilm? Find(ImagineOptions imagine, IReadOnlyList<Stop> stops)
    {
        if (VqganGenerator.Find(imagine) is not null)
        {
            return null;
        }

        var diffusion = DiffusionModel.Find(imagine);
        return new(diffusion, diffusion is null ? GeneratorRegistry.Find(imagine with { Prompt = stops[0].Subject }) : null);
    }

    /// <summary>The options with the model's defaults, in a size that it can make.</summary>
    /// <param name="imagine">The options; their size is replaced.</param>
    /// <param name="longer">The side in pixels; the model's own by default.</param>
    /// <param name="stops">What the film passes.</param>
    /// <exception cref="OptionException">The model cannot pass that.</exception>
    public ImagineOptions Complete(ImagineOptions imagine, int? longer, IReadOnlyList<Stop> stops)
    {
        if (stops.FirstOrDefault(stop => stop.IsPicture) is { } picture)
        {
            throw new OptionException(
                $"'{picture.Subject}' is a picture, whose latent {imagine.Model} does not know: words are needed, or a VQGAN.",
                nameof(imagine.Model));
        }

        if (_generator is { Traits.DrawsWords: true } own)
        {
            throw new OptionException(
                $"{imagine.Model} is of the kind {own.Kind.Name}, between whose words there is no way: another generator is needed.",
                nameof(imagine.Model));
        }

        var given = imagine with { Width = longer, Height = longer };
        if (_diffusion is not null)
        {
            return _diffusion.Complete(given);
        }

        var filled = _generator!.Fill(given);
        var (width, height) = _generator.Traits.Sizes.Fit(filled.Width!.Value, filled.Height!.Value);
        return filled with { Width = width, Height = height };
    }

    /// <summary>The frames, after the pictures that they pass, where these are made first.</summary>
    /// <param name="stops">What the film passes.</param>
    /// <param name="loop">Whether it returns to the first.</param>
    /// <param name="points">Pictures by which each leg is measured.</param>
    /// <param name="places">The place of each frame, by the lengths of the legs.</param>
    /// <param name="options">Options from <see cref="Complete"/>.</param>
    /// <param name="folder">The folder of the film.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="report">Receives the current step and the fraction done.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="AtelierException">A picture cannot be made.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IFrameSource Begin(
        IReadOnlyList<Stop> stops, bool loop, int points, Func<IReadOnlyList<double>, IReadOnlyList<double>> places,
        ImagineOptions options, FilmFolder folder, Device device, Action<string, double> report, CancellationToken cancel)
    {
        string[] words = [.. stops.Select(stop => stop.Subject)];
        IJourney journey;
        if (_diffusion is not null)
        {
            var run = PreparedRun.Create(options with { Prompt = words[0] }, device);
            journey = new DiffusionJourney(DiffusionSampler.Load(run, device, cancel), run.Options, words, loop, cancel);
        }
        else
        {
            var latents = SceneMaker.MakeLatents(words, options, folder, device, report, cancel);
            report("measuring", 0);
            var generator = _generator!.Load(options, options.Precision.IsBFloat16(device), device);
            journey = GeneratorJourney.Plan(generator, latents, loop, points, cancel);
        }

        return new WalkFrames(journey, places(journey.Lengths), options.Width!.Value, options.Height!.Value);
    }
}
