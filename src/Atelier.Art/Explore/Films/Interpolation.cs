using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Films;

/// <summary>A film that passes from picture to picture in even steps.</summary>
public sealed record Interpolation
{
    private const int FewestPoints = 5; // by which a leg is measured
    private const int MostPoints = 257;

    /// <summary>Pictures or words, two or more.</summary>
    public required IReadOnlyList<Stop> Stops { get; init; }

    /// <summary>What it passes through.</summary>
    public WalkKind Through { get; init; }

    /// <summary>Whether it returns to the first picture.</summary>
    public bool Loop { get; init; }

    /// <summary>How it speeds up and slows down between two pictures.</summary>
    public Easing Easing { get; init; }

    /// <summary>Frames, 2 or more.</summary>
    public required int Frames { get; init; }

    /// <summary>Iterations of the guided loop for each frame, for <see cref="WalkKind.Clip"/>.</summary>
    public int FrameIterations { get; init; } = 3;

    /// <summary>The film, ready to be made.</summary>
    /// <param name="order">The file.</param>
    /// <param name="imagine">Options of pictures from words, and the networks.</param>
    /// <param name="longer">The longer side of the generated frames in pixels; the model's own by default.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="report">Receives the current step and the fraction done, before there are frames.</param>
    /// <param name="cancel">Cancels before there are frames.</param>
    /// <exception cref="AtelierException">A model is missing, an option is out of range, or a picture cannot be read.</exception>
    public FilmMaker Prepare(
        FilmOrder order, ImagineOptions imagine, int? longer, Device device, Action<string, double> report, CancellationToken cancel)
    {
        if (Stops.Count < 2)
        {
            throw new OptionException("There is nothing between one picture and no other: two pictures or prompts are needed, or more.");
        }

        if (Frames < Stops.Count)
        {
            throw new OptionException($"{nameof(Frames)} {Frames} is less than one for each of {Stops.Count} pictures.", nameof(Frames));
        }

        var other = Through == WalkKind.Latent ? GeneratorFilm.Find(imagine, Stops) : null;
        var shape = Stops.FirstOrDefault(stop => stop.IsPicture) is { } picture ? Picture.Load(picture.Subject) : null;
        var options = other is not null ? other.Complete(imagine, longer, Stops)
            : JourneyModels.Complete(imagine, longer, shape is null ? null : (shape.Width, shape.Height));
        order.Fit(options.Width!.Value, options.Height!.Value);
        if (Through == WalkKind.Clip)
        {
            JourneyModels.RequireMemory(options, device);
        }

        var record = FilmRecord.Create(
            "interpolation", new { Stops, Through, Loop, Easing, Frames, FrameIterations }, order, options,
            Stops.Where(stop => stop.IsPicture).Select(stop => stop.Subject));
        return new(
            order, record, folder => other is null ? Begin(folder, options, device, report, cancel)
                : other.Begin(Stops, Loop, Points, Places, options, folder, device, report, cancel),
            options.Precision.IsBFloat16(device), device);
    }

    private int Points => Math.Clamp(2 * Frames / (Stops.Count - (Loop ? 0 : 1)), FewestPoints, MostPoints);

    private IReadOnlyList<double> Places(IReadOnlyList<double> lengths) => Timetable.Even(lengths, Frames, Loop, Easing);

    private IFrameSource Begin(
        FilmFolder folder, ImagineOptions options, Device device, Action<string, double> report, CancellationToken cancel)
    {
        var pictures = SceneMaker.Make(Stops, options, folder, device, report, cancel);
        using var scope = NewDisposeScope();
        var models = JourneyModels.Load(options, guided: Through == WalkKind.Clip, device);
        try
        {
            report("measuring", 0);
            var journey = Journey.Plan(models, [.. pictures.Select(models.Fit)], Through, Loop, Points, cancel);
            var places = Places(journey.Lengths);
            return Through == WalkKind.Clip ? new GuidedFrames(models, journey, places, Stops, FrameIterations)
                : new WalkFrames(journey, places, models.Width, models.Height, models);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }
}
