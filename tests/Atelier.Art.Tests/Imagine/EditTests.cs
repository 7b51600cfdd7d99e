using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Edits;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Imagine;

/// <summary>Masks, extensions, tiles, mirrors, palettes and variations.</summary>
public sealed class EditTests : IDisposable
{
    private const int Side = 32;

    private readonly ToyModels _toys = new();

    private string Start => Save("start.png", (x, y) => [(byte)(x * 8), (byte)(y * 8), 40]);

    private ImagineOptions Options => new()
    {
        Prompt = "a red apple", Model = _toys.Vqgan, Clip = [_toys.Clip], Seed = 3, SaveEvery = 0, Precision = Precision.Fp32,
    };

    public void Dispose() => _toys.Dispose();

    [Theory]
    [InlineData("top:1/2", 16)]
    [InlineData("box:0,0,1,0.25", 8)]
    [InlineData("mask", 16)]
    [InlineData("alpha", 16)]
    public void Mask_KeepsEveryPixelOutside(string mask, int rows)
    {
        var start = mask == "alpha" ? Save("alpha.png", (x, y) => [(byte)(x * 8), (byte)(y * 8), 40, (byte)(y < 16 ? 0 : 255)]) : Start;
        var text = mask == "mask" ? Save("mask.png", (_, y) => y < 16 ? [255, 255, 255] : [0, 0, 0]) : mask;

        var made = Make(Options with { InitImage = start, Edit = new() { Mask = text, Feather = 2 } });

        var original = Picture.Load(Start);
        Assert.Equal(original.Pixels[(rows * Side * 3)..], made.Pixels[(rows * Side * 3)..]);
        Assert.NotEqual(original.Pixels[..(rows * Side * 3)], made.Pixels[..(rows * Side * 3)]);
    }

    [Theory]
    [InlineData(StartKind.Best, true)]
    [InlineData(StartKind.Blank, false)]
    public void AMaskedPart_BeginsWithADrawingOfTheWords(StartKind kind, bool isDrawn)
    {
        var options = new ImagineOptions
        {
            Prompt = "a red apple",
            InitImage = Save("white.png", (_, _) => [255, 255, 255]),
            Start = kind,
            Candidates = 1,
            Seed = 1,
            Iterations = 1,
            LearningRate = 1e-6,
            SaveEvery = 0,
            Edit = new() { Mask = "left:1/2" },
        };

        using var scope = NewDisposeScope();
        var made = Make(options).ToTensor(); // [1, 3, 128, 128], by the shipped models
        var (left, right) = (made.narrow(3, 0, 64), made.narrow(3, 64, 64));

        Assert.Equal(1, right.min().ToDouble());
        var red = (left.select(1, 0) - left.select(1, 2)).mean().ToDouble();
        Assert.Equal(isDrawn, red > 0.1);
    }

    [Fact]
    public void MaskOfWords_ChangesAPartAndKeepsAnother()
    {
        var made = Make(Options with { InitImage = Start, Edit = new() { Mask = "words:a blue door", Feather = 0 } });

        var same = made.Pixels.Chunk(3).Zip(Picture.Load(Start).Pixels.Chunk(3), (a, b) => a.SequenceEqual(b)).ToList();
        Assert.InRange(same.Count(isSame => isSame), Side * Side / 20, Side * Side * 19 / 20);
    }

    [Fact]
    public void Extend_AddsToTheSides_AndKeepsTheMiddle()
    {
        var options = Options with { InitImage = Start, Edit = new() { Extend = "left:16,bottom:8", Feather = 0 } };

        var made = Make(options);

        Assert.Equal((48, 40), (made.Width, made.Height));
        Assert.Equal(Picture.Load(Start).Pixels, made.Crop(16, 0, Side, Side).Pixels);
    }

    [Theory]
    [InlineData(Axes.X)]
    [InlineData(Axes.Y)]
    [InlineData(Axes.XY)]
    public void Tile_HasNoSeam(Axes axes)
    {
        var made = Make(Options with { Edit = new() { Tile = axes }, Start = StartKind.Codes });

        using var scope = NewDisposeScope();
        var x = made.ToTensor();
        foreach (var axis in axes switch { Axes.X => [3], Axes.Y => [2], _ => new[] { 2, 3 } })
        {
            var inside = (x.narrow(axis, 1, Side - 1) - x.narrow(axis, 0, Side - 1)).abs().mean().ToDouble();
            var across = (x.narrow(axis, 0, 1) - x.narrow(axis, Side - 1, 1)).abs().mean().ToDouble();
            Assert.InRange(across, 0, 1.2 * inside);
        }
    }

    [Fact]
    public void WithoutTile_ThereIsASeam() // or the test above would show nothing
    {
        using var scope = NewDisposeScope();
        var x = Make(Options with { InitImage = Start, InitWeight = 10 }).ToTensor();

        var inside = (x.narrow(3, 1, Side - 1) - x.narrow(3, 0, Side - 1)).abs().mean().ToDouble();
        Assert.True((x.narrow(3, 0, 1) - x.narrow(3, Side - 1, 1)).abs().mean().ToDouble() > 1.2 * inside);
    }

    [Fact]
    public void Mirror_IsSymmetric()
    {
        using var scope = NewDisposeScope();
        var x = Make(Options with { Edit = new() { Mirror = Axes.XY } }).ToTensor();

        Assert.Equal(0, (x - x.flip(2)).abs().max().ToDouble());
        Assert.Equal(0, (x - x.flip(3)).abs().max().ToDouble());
    }

    [Fact]
    public void Palette_HoldsNoOtherColour()
    {
        var made = Make(Options with { Edit = new() { Palette = "#102030, red,white" } });

        (int, int, int)[] allowed = [(0x10, 0x20, 0x30), (222, 38, 38), (255, 255, 255)];
        Assert.All(made.Pixels.Chunk(3), pixel => Assert.Contains((pixel[0], pixel[1], pixel[2]), allowed));
    }

    [Fact]
    public void Palette_OfAPicture_HoldsItsColours()
    {
        var colours = PaletteEdit.Parse(Save("two.png", (x, _) => x < 16 ? [200, 30, 30] : [30, 30, 200]));

        Assert.Contains(new(200, 30, 30), colours);
        Assert.Contains(new(30, 30, 200), colours);
        Assert.InRange(colours.Count, 2, 8);
    }

    [Theory]
    [InlineData(NoiseKind.Latent)]
    [InlineData(NoiseKind.Codes)]
    public void Strength_MovesTheStart_FurtherIfItIsMore(NoiseKind noise)
    {
        var options = Options with { InitImage = Start, Noise = noise, Iterations = 1, LearningRate = 1e-6 };
        var unchanged = Make(options);
        double Distance(double strength) => Make(options with { Strength = strength })
            .Pixels.Zip(unchanged.Pixels, (a, b) => Math.Abs((double)a - b)).Average();

        var (none, little, much) = (Distance(0), Distance(0.4), Distance(1));
        Assert.True(none == 0 && little < much, $"{none} {little} {much}");
    }

    [Fact]
    public void Cross_TakesRegionsOfBoth()
    {
        var dark = Save("dark.png", (_, _) => [0, 0, 0]);
        var light = Save("light.png", (_, _) => [255, 255, 255]);
        ImagineOptions Once(string init, string? cross) =>
            Options with { InitImage = init, CrossImage = cross, Iterations = 1, LearningRate = 1e-6 };

        var (first, second, both) = (Make(Once(dark, null)), Make(Once(light, null)), Make(Once(dark, light)));

        double Difference(Picture other) => both.Pixels.Zip(other.Pixels, (a, b) => Math.Abs((double)a - b)).Average();
        var whole = first.Pixels.Zip(second.Pixels, (a, b) => Math.Abs((double)a - b)).Average();
        Assert.InRange(Difference(first), whole * 0.1, whole * 0.95);
        Assert.InRange(Difference(second), whole * 0.1, whole * 0.95);
    }

    [Fact]
    public void Edits_AreRepeatedAndResumed()
    {
        var options = Options with { InitImage = Start, Strength = 0.3, Edit = new() { Extend = "right:16", Palette = "red,blue,white" } };
        var first = TextToImagePipeline.Begin(options, Runs).Run();

        var again = TextToImagePipeline.Begin(TextToImagePipeline.ReadOptions(first), Runs).Run();

        Assert.Equal(Picture.Load(first).Pixels, Picture.Load(again).Pixels);
    }

    [Theory]
    [InlineData("mask", "nothing.png")]
    [InlineData("mask", "box:0,0,2,2")]
    [InlineData("mask", "words:")]
    [InlineData("mask", "alpha")]
    [InlineData("extend", "left")]
    [InlineData("extend", "left:0")]
    [InlineData("extend", "left:5000")]
    [InlineData("extend", "left:8,left:8")]
    [InlineData("extend", "up:8")]
    [InlineData("palette", "red")]
    [InlineData("palette", "red,#12345")]
    [InlineData("palette", "")]
    public void ABadText_IsRefused(string option, string text)
    {
        var edit = option switch
        {
            "mask" => new EditOptions { Mask = text }, "extend" => new() { Extend = text }, _ => new() { Palette = text },
        };

        Assert.Throws<OptionException>(() => Make(Options with { InitImage = Start, Edit = edit }));
    }

    [Fact]
    public void WithoutAStart_MaskExtensionAndStrengthAreRefused()
    {
        foreach (var options in new[]
        {
            Options with { Edit = new() { Mask = "top:1/2" } },
            Options with { Edit = new() { Extend = "left:8" } },
            Options with { Strength = 0.5 },
            Options with { CrossImage = Start },
        })
        {
            Assert.Throws<OptionException>(() => options.Validate());
        }
    }

    private string Runs => Path.Combine(_toys.Folder, "runs");

    private Picture Make(ImagineOptions options) => Picture.Load(TextToImagePipeline.Begin(options, Runs).Run());

    private string Save(string name, Func<int, int, byte[]> pixel)
    {
        var path = Path.Combine(_toys.Folder, name);
        byte[] pixels = [.. from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) from value in pixel(x, y) select value];
        new Picture(Side, Side, pixels.Length / Side / Side, pixels).Save(path);
        return path;
    }
}
