using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Films;

/// <summary>A film of scenes that fade into one another, in latents or, where the camera moves, in what guides its pictures. A sound may
/// drive its speed.</summary>
public sealed record Story
{
    private const int SampleRate = 22050;
    private const int PointsPerFade = 65; // by which a fade is measured

    /// <summary>The scenes: pictures or words. A moving camera needs words, and may begin at a picture.</summary>
    public required IReadOnlyList<Stop> Scenes { get; init; }

    /// <summary>Seconds of the film, which scenes without a time share; null for 3 a scene, or the sound's.</summary>
    public double? Seconds { get; init; }

    /// <summary>Seconds of a fade; null for half a scene.</summary>
    public double? Fade { get; init; }

    /// <summary>What a fade passes through.</summary>
    public WalkKind Through { get; init; }

    /// <summary>Whether the last scene fades into the first.</summary>
    public bool Loop { get; init; }

    /// <summary>The easing of a fade.</summary>
    public Easing Easing { get; init; } = Easing.Smooth;

    /// <summary>The camera's motion in a second.</summary>
    public CameraMotion Motion { get; init; } = new();

    /// <summary>How much the strongest onset of the sound speeds up the film.</summary>
    public double BeatStrength { get; init; } = 6;

    /// <summary>Iterations of the guided loop for each frame that is guided.</summary>
    public int FrameIterations { get; init; } = 3;

    // scenes that take time: a picture from which the camera starts is none
    private IReadOnlyList<Stop> Timed => Motion.IsStill || !Scenes[0].IsPicture ? Scenes : [.. Scenes.Skip(1)];

    /// <summary>The film, ready to be made.</summary>
    /// <param name="order">The file; its sound drives the film.</param>
    /// <param name="imagine">Options of pictures from words, and the networks.</param>
    /// <param name="longer">The longer side of the generated frames in pixels; the model's own by default.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="report">Receives the current step and the fraction done, before there are frames.</param>
    /// <param name="cancel">Cancels before there are frames.</param>
    /// <exception cref="AtelierException">A model is missing, an option is out of range, or a file cannot be read.</exception>
    public FilmMaker Prepare(
        FilmOrder order, ImagineOptions imagine, int? longer, Device device, Action<string, double> report, CancellationToken cancel)
    {
        Validate();
        var speeds = order.Sound is { } sound ? Listen(sound, order.Rate) : null;
        var shape = Scenes.FirstOrDefault(scene => scene.IsPicture) is { } picture ? Picture.Load(picture.Subject) : null;
        var other = Motion.IsStill && Through == WalkKind.Latent ? GeneratorFilm.Find(imagine, Scenes) : null;
        var options = other is not null ? other.Complete(imagine, longer, Scenes)
            : JourneyModels.Complete(imagine, longer, shape is null ? null : (shape.Width, shape.Height));
        order.Fit(options.Width!.Value, options.Height!.Value);
        if (!Motion.IsStill || Through == WalkKind.Clip)
        {
            JourneyModels.RequireMemory(options, device);
        }

        var record = FilmRecord.Create(
            "story", this, order, options,
            Scenes.Where(scene => scene.IsPicture).Select(scene => scene.Subject).Concat(order.Sound is { } file ? [file] : []));
        return new(
            order, record, folder => other is null ? Begin(folder, order.Rate, speeds, options, device, report, cancel)
                : other.Begin(
                    Scenes, Loop, PointsPerFade, _ => Places(order.Rate, speeds), options, folder, device, report, cancel),
            options.Precision.IsBFloat16(device), device);
    }

    /// <summary>Checks what the options say together; reads no file.</summary>
    /// <exception cref="OptionException">They contradict one another.</exception>
    public void Validate()
    {
        Motion.Validate();
        if (Motion.IsStill && Scenes.Count < 2)
        {
            throw new OptionException("One scene that stands still is no film: it needs a second scene after ^, or a camera that moves.");
        }

        if (!Motion.IsStill && (Timed.Count == 0 || Timed.Any(scene => scene.IsPicture)))
        {
            throw new OptionException(
                "A moving camera is guided by words: only the first of several scenes may be a picture, as in \"forest.png ^ a forest\".");
        }

        if (Seconds is { } total && Timed.Sum(scene => scene.Seconds ?? 0) is var given && given > 0
            && (Timed.All(scene => scene.Seconds is not null) || given >= total))
        {
            throw new OptionException(
                $"{nameof(Seconds)} {total} leaves nothing to share: the scenes' own times are {given} seconds.", nameof(Seconds));
        }
    }

    // the speed of each frame
    private double[] Listen(string sound, int rate)
    {
        var samples = SoundReader.Read(sound, SampleRate);
        var length = (double)samples.Length / SampleRate;
        if (Seconds > length)
        {
            throw new OptionException(
                $"{nameof(Seconds)} {Seconds} is longer than the sound, which lasts {length:F1} seconds.", nameof(Seconds));
        }

        return Beats.Speeds(samples, SampleRate, Math.Max(2, (int)Math.Round((Seconds ?? length) * rate)), rate, BeatStrength);
    }

    private IFrameSource Begin(
        FilmFolder folder, int rate, double[]? speeds, ImagineOptions options, Device device, Action<string, double> report,
        CancellationToken cancel)
    {
        var isStill = Motion.IsStill;
        var pictures = SceneMaker.Make(isStill ? Scenes : [Scenes[0]], options, folder, device, report, cancel);
        using var scope = NewDisposeScope();
        var models = JourneyModels.Load(options, guided: !isStill || Through == WalkKind.Clip, device);
        try
        {
            var places = Places(rate, speeds);
            if (!isStill)
            {
                double[] seconds = [.. places.Select((_, frame) => (speeds is null ? 1 : speeds[frame] / speeds.Average()) / rate)];
                return new MotionFrames(
                    models, models.Fit(pictures[0]), Timed.Select(scene => scene.Subject), places, seconds, Motion, FrameIterations);
            }

            report("measuring", 0);
            var journey = Journey.Plan(models, [.. pictures.Select(models.Fit)], Through, Loop, PointsPerFade, cancel);
            return Through == WalkKind.Clip ? new GuidedFrames(models, journey, places, Scenes, FrameIterations)
                : new WalkFrames(journey, places, models.Width, models.Height, models);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    private double[] Places(int rate, double[]? speeds) => speeds is not null
        ? Timetable.Driven(speeds, Timed.Count - (Loop ? 0 : 1), Loop)
        : Timetable.Story(Times(), Fade ?? (Times().Min() / 2), rate, Loop, Easing);

    private double[] Times()
    {
        const double DefaultSeconds = 3;
        var open = Timed.Count(scene => scene.Seconds is null);
        var share = Seconds is { } total ? (total - Timed.Sum(scene => scene.Seconds ?? 0)) / Math.Max(1, open) : DefaultSeconds;
        return [.. Timed.Select(scene => scene.Seconds ?? share)];
    }
}
