using Atelier.Art.Explore.Films;
using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Explore;

/// <summary>Films of every kind, of toy networks, made at once and with an interruption.</summary>
public sealed class FilmMakerTests : IDisposable
{
    private readonly ToyModels _toys = new();

    public void Dispose() => _toys.Dispose();

    private ImagineOptions Imagine => new()
    {
        Model = _toys.Vqgan, Clip = [_toys.Clip], Seed = 4, SaveEvery = 0, Precision = Precision.Fp32, Iterations = 3,
    };

    [Theory]
    [InlineData("latent")]
    [InlineData("codes")]
    [InlineData("clip")]
    [InlineData("words")]
    [InlineData("story")]
    [InlineData("camera")]
    [InlineData("restyling")]
    public void AnInterruptedFilm_GoesOn_WithTheSameFrames(string kind)
    {
        var straight = Prepare(kind, "straight");
        straight.Run((_, _) => { }, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var broken = Prepare(kind, "broken");
        Assert.Throws<OperationCanceledException>(() => broken.Run((step, _) => Cancel(step, broken, cancel), cancel.Token));
        Assert.Equal(2, broken.Done);
        Assert.False(Directory.Exists(At("broken")));

        var resumed = Prepare(kind, "broken");
        var first = -1;
        resumed.Run((step, _) => first = step == "frames" && first < 0 ? resumed.Done : first, CancellationToken.None);

        Assert.Equal(3, first);
        Assert.Equal(straight.Count, resumed.Done);
        var frames = Directory.GetFiles(At("straight")).Order().ToArray();
        Assert.Equal(straight.Count, frames.Length);
        Assert.All(frames, frame => Assert.Equal(
            File.ReadAllBytes(frame), File.ReadAllBytes(Path.Combine(At("broken"), Path.GetFileName(frame)))));
        Assert.True(frames.Select(frame => Convert.ToHexString(File.ReadAllBytes(frame))).Distinct().Count() > 2, "the film stands still");
        Assert.False(Directory.Exists(FilmFolder.PathFor(At("straight"))));
        Assert.False(Directory.Exists(FilmFolder.PathFor(At("broken"))));
    }

    [Theory]
    [InlineData("latent")]
    [InlineData("codes")]
    [InlineData("clip")]
    [InlineData("camera")]
    [InlineData("restyling")]
    public void AFilm_Elsewhere_IsMade(string kind)
    {
        var film = Prepare(kind, "elsewhere", device: Elsewhere.Device);

        film.Run((_, _) => { }, CancellationToken.None);

        Assert.Equal(film.Count, Directory.GetFiles(At("elsewhere")).Length);
    }

    [Fact]
    public void ADifferentFilm_IsNotMixedIntoAnother()
    {
        using var cancel = new CancellationTokenSource();
        var film = Prepare("latent", "film");
        Assert.Throws<OperationCanceledException>(() => film.Run((step, _) => Cancel(step, film, cancel), cancel.Token));

        var other = Prepare("codes", "film");

        var error = Assert.Throws<OutputException>(() => other.Run((_, _) => { }, CancellationToken.None));
        Assert.Contains("asked for otherwise", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(FilmFolder.PathFor(At("film")), "frames")).Length);
    }

    [Fact]
    public void ADamagedState_IsNamed()
    {
        using var cancel = new CancellationTokenSource();
        var film = Prepare("camera", "film");
        Assert.Throws<OperationCanceledException>(() => film.Run((step, _) => Cancel(step, film, cancel), cancel.Token));
        File.WriteAllText(Path.Combine(FilmFolder.PathFor(At("film")), "state.safetensors"), "broken");

        var error = Assert.ThrowsAny<AtelierException>(() => Prepare("camera", "film").Run((_, _) => { }, CancellationToken.None));

        Assert.Contains("state.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scenes_AreMadeOnce()
    {
        using var cancel = new CancellationTokenSource();
        var film = Prepare("words", "film");
        Assert.Throws<OperationCanceledException>(() => film.Run((step, _) => Cancel(step, film, cancel), cancel.Token));
        var scenes = Directory.GetFiles(FilmFolder.PathFor(At("film")), "picture.png", SearchOption.AllDirectories);
        var steps = new List<string>();

        Prepare("words", "film", steps).Run((step, _) => steps.Add(step), CancellationToken.None);

        Assert.Equal(2, scenes.Length);
        Assert.DoesNotContain("scenes", steps);
    }

    [Fact]
    public void ALargerFilm_HasTheSizeAsked()
    {
        var order = new FilmOrder { Output = At("large"), Size = 96 };
        var film = Interpolation("latent", 3).Prepare(order, Imagine, 48, CPU, (_, _) => { }, CancellationToken.None);

        film.Run((_, _) => { }, CancellationToken.None);

        var frame = Picture.Load(Path.Combine(At("large"), "00002.png"));
        Assert.Equal((96, 72), (frame.Width, frame.Height));
    }

    [Fact]
    public void Colours_StayWithThoseBefore()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var before = (0.2 * rand([1, 3, 16, 16], device: random.device, generator: random)) + 0.2;
        var brighter = (before * 1.2) + 0.3;

        var (picture, colours) = ColourMatch.Apply(brighter, ColourMatch.Measure(before));

        var (own, was) = (picture.mean().ToDouble(), before.mean().ToDouble());
        Assert.InRange(own, was, was + (0.11 * (brighter.mean().ToDouble() - was)));
        Assert.Equal(own, colours.select(0, 0).mean().ToDouble(), 1e-4);
    }

    [Fact]
    public void TheCamera_ComesNearerToTheMiddle_AndMoves()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 3, 32, 32);
        x.narrow(2, 12, 8).narrow(3, 12, 8).fill_(1); // a square of 8 pixels in the middle

        var near = new CameraMotion(Zoom: 2).Apply(x, 1);
        var aside = new CameraMotion(PanX: 0.25).Apply(x, 1);
        var turned = new CameraMotion(Rotate: 90).Apply(aside, 1).select(1, 0);

        Assert.InRange(near.select(1, 0).sum().ToDouble(), 236, 276); // 16 × 16
        Assert.True((aside - x.roll(-8, 3)).abs().max().ToDouble() < 0.3);   // the picture moves to the left
        Assert.True(turned.narrow(1, 20, 12).narrow(2, 12, 8).sum().ToDouble() > 50); // the camera turns clockwise: left becomes below
    }

    private static void Cancel(string step, FilmMaker film, CancellationTokenSource cancel)
    {
        if (step == "frames" && film.Done == 2)
        {
            cancel.Cancel();
        }
    }

    private FilmMaker Prepare(string kind, string output, List<string>? steps = null, Device? device = null)
    {
        var place = device ?? CPU;
        var order = new FilmOrder { Output = At(output), Rate = 5 };
        Action<string, double> report = (step, _) => steps?.Add(step);
        return kind switch
        {
            "restyling" => new Restyling { Film = Film, Words = "red", FirstIterations = 2, FrameIterations = 1 }
                .Prepare(order, Imagine, 32, place),
            "story" => (Story with { Scenes = Stop.ParseStory($"{Drawing(1)} ^ a red apple @0.5 ^ blue") })
                .Prepare(order, Imagine, 32, place, report, CancellationToken.None),
            "camera" => (Story with { Scenes = Stop.ParseStory("a red apple ^ blue"), Motion = new(1.2, 0.1, 0, 20) })
                .Prepare(order, Imagine, 32, place, report, CancellationToken.None),
            _ => Interpolation(kind, 6).Prepare(order, Imagine, 32, place, report, CancellationToken.None),
        };
    }

    private static Story Story => new() { Scenes = [], Seconds = 2, Fade = 0.5, FrameIterations = 1 };

    private Interpolation Interpolation(string kind, int frames) => new()
    {
        Stops = kind == "words" ? [new("a red apple", false), new("blue", false)] : [new(Drawing(1), true), new(Drawing(2), true)],
        Through = kind == "clip" ? WalkKind.Clip : kind == "codes" ? WalkKind.Codes : WalkKind.Latent,
        Frames = frames,
        FrameIterations = 2,
    };

    // five frames that brighten
    private string Film
    {
        get
        {
            var path = At("film.gif");
            if (!File.Exists(path))
            {
                Assert.SkipUnless(
                    Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))),
                    "ffmpeg is not installed");
                using var film = FilmWriter.Create(path, 40, 30, 5);
                for (var i = 0; i < 5; i++)
                {
                    film.Add(Picture.Blank(40, 30, new((byte)(40 * i), 90, 60)));
                }

                film.Finish();
            }

            return path;
        }
    }

    // 40 × 30 pixels of colour gradients
    private string Drawing(int number)
    {
        var path = At($"drawing{number}.png");
        if (!File.Exists(path))
        {
            new Picture(40, 30, 3, [.. Enumerable.Range(0, 40 * 30 * 3).Select(i => (byte)(i * number / 5))]).Save(path);
        }

        return path;
    }

    private string At(string name) => Path.Combine(_toys.Folder, name);
}
