using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Imagine;

/// <summary>Every kind of generator in the guided loop.</summary>
public sealed class GeneratorTests : IDisposable
{
    private readonly ToyModels _toys = new();

    public static TheoryData<string> All { get; } =
        ["pixels", "fourier", "pixel-art", "curves", "strokes", "biggan", "stylegan2", "stylegan2 w+", "stylegan2 z", "attngan"];

    private string Runs => Path.Combine(_toys.Folder, "runs");

    public void Dispose() => _toys.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Loss_Falls(string name)
    {
        var losses = new List<double>();
        var options = Options(name) with { Iterations = 24, LearningRate = 0.05, Cutn = 8 };

        TextToImagePipeline.Begin(options, Runs).Run(
            null, new SynchronousProgress<ImagineStep>(step => losses.AddRange(step.Loss is { } loss ? [loss] : [])));

        Assert.True(losses.TakeLast(6).Average() < losses.Take(3).Average(), string.Join(' ', losses));
    }

    /// <summary>Scalars that are left to the collector lie between the tensors, and the heap grows.</summary>
    [Fact]
    public void EveryStep_FreesItsScalars()
    {
        var before = GC.CollectionCount(0);

        TextToImagePipeline.Begin(Options("curves") with { Iterations = 30 }, Runs).Run();

        Assert.InRange(GC.CollectionCount(0) - before, 30, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Repeat_AndResume_GiveTheSamePixels(string name)
    {
        var whole = TextToImagePipeline.Begin(Options(name), Runs).Run();
        var broken = TextToImagePipeline.Begin(TextToImagePipeline.ReadOptions(whole), Runs);
        using var stop = new CancellationTokenSource();
        broken.Run(null, new SynchronousProgress<ImagineStep>(step => Cancel(step.Iteration)), stop.Token);

        var resumed = TextToImagePipeline.Resume(broken.Folder);
        var again = resumed.Run();

        Assert.True(broken.IterationsDone < resumed.IterationsDone);
        Assert.Equal(Picture.Load(whole).Pixels, Picture.Load(again).Pixels);

        void Cancel(int iteration)
        {
            if (iteration == 2)
            {
                stop.Cancel();
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Pictures_OfABatch_AreThoseOfTheirLatentsAlone(string name)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var options = Options(name);
        var model = GeneratorRegistry.Find(options);
        var (width, height) = model.Traits.Sizes.Fit(32, 24);
        using var generator = model.Load(options with { Width = width, Height = height }, fast: false, CPU);
        Latent[] latents = [.. Enumerable.Range(0, 2).Select(_ => generator.Random(height, width, random))];

        var both = generator.Generate(Latent.Join(latents));

        Assert.Equal([2L, 3, height, width], both.shape);
        Assert.InRange(both.min().ToDouble(), 0, 1);
        Assert.InRange(both.max().ToDouble(), 0, 1);
        // both are as far from the true picture as its golden allows, which is of [-1, 1]
        var tolerance = name == "attngan" ? Golden.Open("attngan-tiny").Tolerance("image256.sample1") : 1e-4;
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(0, (both[i] - generator.Generate(latents[i])[0]).abs().max().ToDouble(), tolerance);
        }

        Assert.True(model.Traits.LatentSize(height, width) >= latents[0].Parts.Sum(part => part.Value.numel()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Generate_LeavesNothingButThePicture(string name)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var options = Options(name);
        var model = GeneratorRegistry.Find(options);
        var (width, height) = model.Traits.Sizes.Fit(32, 24);
        using var generator = model.Load(options with { Width = width, Height = height }, fast: false, CPU);
        var latent = generator.Random(height, width, random).Select(value => value.requires_grad_());
        Once();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 5; i++)
        {
            Once();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Once()
        {
            using var inner = NewDisposeScope();
            generator.Generate(latent).sum().backward();
            generator.Project(latent);
        }
    }

    [Theory]
    [InlineData("pixels", 1e-6)]
    [InlineData("fourier", 1e-3)]
    public void Encode_ThenGenerate_GivesThePicture(string name, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var options = Options(name) with { Width = 32, Height = 24 };
        using var generator = (IEncodingGenerator)GeneratorRegistry.Find(options).Load(options, fast: false, CPU);
        var picture = (rand([1, 3, 24, 32], generator: random) * 0.9) + 0.05;

        Assert.Equal(0, (generator.Generate(generator.Encode(picture)) - picture).abs().max().ToDouble(), tolerance);
    }

    [Fact]
    public void PixelArt_IsMadeOfCells()
    {
        var made = Picture.Load(TextToImagePipeline.Begin(Options("pixel-art"), Runs).Run());

        Assert.Equal((32, 24), (made.Width, made.Height)); // 8 by 6 cells of 4 pixels
        for (var i = 0; i < made.Pixels.Length; i++)
        {
            var (x, y, channel) = (i / 3 % 32, i / 96, i % 3);
            Assert.Equal(made.Pixels[(((y / 4 * 4 * 32) + (x / 4 * 4)) * 3) + channel], made.Pixels[i]);
        }
    }

    [Fact]
    public void Curves_AreWrittenAsSvgToo()
    {
        var output = Path.Combine(_toys.Folder, "curves.png");

        TextToImagePipeline.Begin(Options("curves"), Runs).Run(output);

        var svg = File.ReadAllText(Path.ChangeExtension(output, ".svg"));
        Assert.Equal(6, svg.Split("<path ").Length - 1);
        Assert.StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 24\"", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pixels", "Truncation")]
    [InlineData("curves", "InitImage")]
    [InlineData("curves", "LatentDecay")]
    [InlineData("biggan", "Space")]
    [InlineData("pixel-art", "Steps")]
    public void OptionsWithoutMeaning_AreRefusedByName(string name, string option)
    {
        var picture = Path.Combine(_toys.Folder, "start.png");
        Picture.Blank(8, 8, new(9, 9, 9)).Save(picture);
        var options = Options(name);
        options = option switch
        {
            "Truncation" => options with { Latent = options.Latent with { Truncation = 0.5 } },
            "Space" => options with { Latent = options.Latent with { Space = LatentSpace.Z } },
            "InitImage" => options with { InitImage = picture },
            "Steps" => options with { Diffusion = new() { Steps = 3 } },
            _ => options with { LatentDecay = 1 },
        };

        var error = Assert.Throws<OptionException>(() => TextToImagePipeline.Begin(options, Runs));

        Assert.StartsWith($"{option} has no meaning for ", error.Message, StringComparison.Ordinal);
        Assert.Contains(option, error.Options);
        Assert.False(Directory.Exists(Runs));
    }

    [Fact]
    public void UnknownModels_AreAnsweredWithNearNames() => Assert.Contains(
        "did you mean fourier",
        Assert.Throws<ModelFileException>(() => TextToImagePipeline.Begin(Options("pixels") with { Model = "fouriers" }, Runs)).Message);

    [Fact]
    public void ModelsThatMakeNoPictures_AreRefused() => Assert.Contains(
        "holds no generator of pictures",
        Assert.Throws<ModelFileException>(() => TextToImagePipeline.Begin(Options("pixels") with { Model = _toys.Clip }, Runs)).Message);

    [Theory]
    [InlineData("stylegan2-tiny", "skip-cond.pkl")]
    [InlineData("biggan-tiny", "pytorch_model.bin")]
    public void TruncatedFiles_AreRefused(string golden, string file)
    {
        var broken = Path.Combine(_toys.Folder, file);
        var whole = File.ReadAllBytes(Golden.Locate(golden, file)!);
        File.WriteAllBytes(broken, whole[..(whole.Length / 2)]);

        var error = Assert.ThrowsAny<AtelierException>(
            () => TextToImagePipeline.Begin(Options("pixels") with { Model = broken }, Runs));

        Assert.Contains(broken, error.Message);
        Assert.False(Directory.Exists(Runs));
    }

    [Fact]
    public void ClassesThatDoNotExist_AreRefused() => Assert.Contains(
        "is none of the",
        Assert.Throws<OptionException>(() => TextToImagePipeline.Begin(
            Options("biggan") with { Latent = new() { Class = 100_000 } }, Runs)).Message);

    [Fact]
    public void KindsFromOutside_AreFoundByTheirName()
    {
        GeneratorRegistry.Register(PixelGenerator.Kind with { Name = "our-pixels" });

        var made = TextToImagePipeline.Begin(Options("pixels") with { Model = "our-pixels" }, Runs).Run();

        Assert.Equal("our-pixels", TextToImagePipeline.ReadOptions(made).Model);
    }

    private ImagineOptions Options(string name)
    {
        var options = new ImagineOptions
        {
            Prompt = "a red apple", Clip = [_toys.Clip], Seed = 3, SaveEvery = 0, Precision = Precision.Fp32, Iterations = 5, Cutn = 3,
            Candidates = 2, Width = 32, Height = 24,
        };
        return name.Split(' ') switch
        {
            ["biggan"] => options with { Model = Place("biggan-tiny", "config.json"), Width = null, Height = null },
            ["attngan"] => options with
            {
                Model = AttnGan(), Prompt = ToyAttnGan.Caption, Width = null, Height = null,
            },
            ["stylegan2", .. var space] => options with
            {
                Model = Golden.Locate("stylegan2-tiny", "skip-cond.pkl")!,
                Width = null,
                Height = null,
                Latent = new() { Space = space is ["z"] ? LatentSpace.Z : space is ["w+"] ? LatentSpace.WPlus : null },
            },
            ["pixel-art"] => options with { Model = name, Candidates = 10, Latent = new() { Cells = 8 } },
            ["curves" or "strokes"] => options with { Model = name, Candidates = 10, Latent = new() { Shapes = 6 } },
            _ => options with { Model = name, Candidates = 10 },
        };
    }

    private string AttnGan() => Path.Combine(_toys.Folder, "attngan") is var folder && Directory.Exists(folder) ? folder
        : ToyAttnGan.Write(folder);

    private static string Place(string golden, string file) => Path.GetDirectoryName(Golden.Locate(golden, file)!)!;
}
