using System.Globalization;
using Atelier.Art.Explore.Films;
using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Work.Kinds.Imagine;

namespace Atelier.Work.Kinds.Film;

/// <summary>Turns a job's options into the engine's.</summary>
internal static class FilmMapping
{
    private const int MostFrames = 7200;

    /// <summary>Checks what the options say together.</summary>
    /// <exception cref="OptionException">They contradict one another.</exception>
    public static void Validate(this FilmInput input)
    {
        foreach (var (i, scene) in input.Scenes.Index())
        {
            if (string.IsNullOrWhiteSpace(scene.Text) == (scene.Picture is null))
            {
                throw new OptionException($"scenes[{i}] needs words in text, or an upload in picture, and not both.", $"scenes[{i}]");
            }
        }

        var story = input.ToStory(id => id);
        story.Validate();
        if (!story.Motion.IsStill && (input.Loop || input.Through != WalkKind.Latent))
        {
            throw new OptionException(
                "loop and through have no effect beside a moving camera: leave them out.", input.Loop ? "loop" : "through");
        }

        var seconds = input.Seconds ?? input.Scenes.Sum(scene => scene.Seconds ?? 3);
        if (seconds * input.Fps > MostFrames)
        {
            throw new OptionException(
                string.Create(
                    CultureInfo.InvariantCulture, $"The film has {seconds * input.Fps:F0} frames; at most {MostFrames} are possible."),
                "seconds");
        }

        foreach (var scene in story.Scenes.Where(scene => !scene.IsPicture))
        {
            (input.ToOptions() with { Prompt = scene.Subject }).Validate();
        }
    }

    /// <summary>The film.</summary>
    /// <param name="input">The job's options.</param>
    /// <param name="picture">The path, or any other name, of an uploaded picture.</param>
    public static Story ToStory(this FilmInput input, Func<string, string> picture) => new()
    {
        Scenes =
        [
            .. input.Scenes.Select(scene => scene.Picture is { } id ? new Stop(picture(id), IsPicture: true, scene.Seconds)
                : new Stop(PromptText.Write(scene.Text!, 1, null), IsPicture: false, scene.Seconds)),
        ],
        Seconds = input.Seconds,
        Fade = input.Fade,
        Through = input.Through,
        Loop = input.Loop,
        Easing = input.Easing,
        Motion = new CameraMotion(input.Zoom, input.PanX, input.PanY, input.Rotate),
        FrameIterations = input.FrameIterations,
    };

    /// <summary>The options of its pictures.</summary>
    public static ImagineOptions ToOptions(this FilmInput input) => new()
    {
        Model = input.Model, Clip = [input.Clip], Seed = (ulong)(input.Seed ?? 0), Iterations = input.Iterations, SaveEvery = 0,
    };
}
