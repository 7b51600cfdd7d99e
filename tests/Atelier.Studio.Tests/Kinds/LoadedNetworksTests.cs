using System.Text.Json;
using Atelier.Art;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;
using Atelier.Work.Kinds;
using Atelier.Work.Kinds.Grid;
using Atelier.Work.Kinds.Imagine;
using Atelier.Work.Kinds.Paint;
using Atelier.Work.Kinds.Sample;
using Atelier.Work.Kinds.Upscale;

namespace Atelier.Studio.Tests.Kinds;

/// <summary>Networks stay loaded from one job of a worker to the next, and nobody sees it in the pictures.</summary>
[Collection("studio")]
public sealed class LoadedNetworksTests
{
    private static readonly object s_painting = new { model = "painter-toy", strokes = 30 };

    [Fact]
    public void Jobs_MakeTheSame_WithNetworksThatAreLoadedAlready()
    {
        using var cache = new NetworkCache();
        var (imagine, paint) = (new ImagineKind(), new PaintKind());
        var (apple, painting) = (Make(imagine, Toy.Imagine(), null), Paint(paint, null));
        Assert.Equal(apple, Make(imagine, Toy.Imagine(), cache));
        Assert.Equal(painting, Paint(paint, cache));
        Assert.Equal(2, cache.Count);

        using (var stopped = ScriptedRun.Create(step => step.Iteration == 2, cache: cache))
        {
            Assert.Throws<OperationCanceledException>(() => ScriptedRun.Run(imagine, Toy.Imagine(), stopped));
        }

        Assert.Equal(apple, Make(imagine, Toy.Imagine(), cache));
        Assert.Equal(painting, Paint(paint, cache));
        Make(new GridKind(), new
        {
            prompt = "{red|blue} apple", model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations = 2, start = "codes",
        }, cache, "sheet");
        Assert.Equal(2, cache.Count); // a grid has those of a picture
    }

    [Fact]
    public void UpscalersStayToo_AndKindsWithoutThem_FreeAll()
    {
        using var cache = new NetworkCache();
        var small = Picture.Blank(24, 16, new(200, 60, 30)).Encode(".png");
        var (expected, once, twice) = (Large(null), Large(cache), Large(cache));
        Assert.Equal(expected, once);
        Assert.Equal(expected, twice);
        Assert.Equal(1, cache.Count);
        Make(new SampleKind(), new { words = "a red fox", count = 1, seed = 5 }, cache);
        Assert.Equal(0, cache.Count);

        byte[] Large(NetworkCache? networks) => Make(new UpscaleKind(), new { scale = 2 }, networks, picture: small);
    }

    private static byte[] Paint(PaintKind kind, NetworkCache? cache) =>
        Make(kind, s_painting, cache, picture: Picture.Blank(48, 32, new(200, 60, 30)).Encode(".png"));

    private static byte[] Make(IJobKind kind, object input, NetworkCache? cache, string output = "picture", byte[]? picture = null)
    {
        using var run = ScriptedRun.Create(cache: cache);
        var options = JsonSerializer.SerializeToNode(input)!.AsObject();
        if (picture is not null)
        {
            options["picture"] = run.Put(picture);
        }

        return ScriptedRun.Run(kind, options, run).Outputs.Single(made => made.Name == output).Content;
    }
}
