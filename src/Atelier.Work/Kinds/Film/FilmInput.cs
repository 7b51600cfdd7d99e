using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Atelier.Art.Explore.Journeys;

namespace Atelier.Work.Kinds.Film;

/// <summary>The options of a film of scenes. A null means the model's own value.</summary>
public sealed record FilmInput
{
    [Length(1, 64), Description("The scenes, one after the other.")]
    public IReadOnlyList<SceneInput> Scenes { get; init; } = [];

    [Range(0.05, 600), Description("Seconds of the film; by default 3 a scene.")]
    public double? Seconds { get; init; }

    [Range(0.01, 600), Description("Seconds in which a scene becomes the next; by default half of the shortest scene.")]
    public double? Fade { get; init; }

    [Description("What lies between scenes.")]
    public WalkKind Through { get; init; }

    [Description("Whether the last scene becomes the first.")]
    public bool Loop { get; init; }

    [Description("The speed between scenes.")]
    public Easing Easing { get; init; } = Easing.Smooth;

    [Range(0.1, 10), Description("Move the camera: the factor by which it comes nearer in a second.")]
    public double Zoom { get; init; } = 1;

    [Range(-2, 2), Description("Move the camera: shares of the picture to the right in a second.")]
    public double PanX { get; init; }

    [Range(-2, 2), Description("Move the camera: shares of the picture down in a second.")]
    public double PanY { get; init; }

    [Range(-720, 720), Description("Rotation of the camera: degrees clockwise in a second.")]
    public double Rotate { get; init; }

    [Range(1, 60), Description("Frames per second.")]
    public int Fps { get; init; } = 24;

    [Range(16, 4096), Description("The film's longer side in pixels; by default that of the frames.")]
    public int? Size { get; init; }

    [Range(16, 2048), Description("The longer side of the frames in pixels; by default the model's own.")]
    public int? WorkSize { get; init; }

    [Model("vqgan"), Description("The generator.")]
    public string Model { get; init; } = "vqgan-glyphs";

    [Model("clip"), Description("The CLIP.")]
    public string Clip { get; init; } = "clip-glyphs";

    [Range(0, uint.MaxValue), Description("The same seed gives the same film; by default a new one.")]
    public long? Seed { get; init; }

    [Range(1, 100_000), Description("Iterations of each picture that is made from words.")]
    public int? Iterations { get; init; }

    [Range(0, 1000), Description("Iterations of each frame, where the camera moves or 'through' is clip.")]
    public int FrameIterations { get; init; } = 3;
}
