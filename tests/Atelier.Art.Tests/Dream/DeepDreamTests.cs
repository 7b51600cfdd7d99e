using Atelier.Art.Dream;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Features;
using Atelier.Tests;
using Atelier.Torch;

namespace Atelier.Art.Tests.Dream;

/// <summary>Dreams by small networks of random weights.</summary>
public sealed class DeepDreamTests
{
    public static TheoryData<string, string> Networks => new()
    {
        { "resnet", "layer2" }, { "clip-resnet", "layer2" }, { "clip-vit", "resblocks.1" },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void TheLayersAnswer_GrowsWithTheSteps(string name, string layer)
    {
        using var scope = NewDisposeScope();
        using var network = Network(name);
        var photo = Photo(72, 50, 1);
        double Answer(int iterations)
        {
            var dream = new DeepDream(network, new() { Layers = [new(layer)], Iterations = iterations, Octaves = 2, Size = 0, Jitter = 4 });
            return dream.Response(dream.Dream(photo).ToTensor()).ToDouble();
        }

        var before = new DeepDream(network, new() { Layers = [new(layer)] }).Response(photo.ToTensor()).ToDouble();
        var (some, many) = (Answer(2), Answer(12));

        Assert.True(some > before, $"{before} {some}");
        Assert.True(many > some, $"{some} {many}");
    }

    [Fact]
    public void ADream_DependsOnTheSeedAlone()
    {
        using var network = Network("resnet");
        byte[] Pixels(ulong seed) =>
            new DeepDream(network, new() { Iterations = 2, Octaves = 2, Size = 64, Jitter = 8, Seed = seed })
                .Dream(Photo(80, 50, 1)).Pixels;

        var first = Pixels(1);

        Assert.Equal(first, Pixels(1));
        Assert.NotEqual(first, Pixels(2));
    }

    [Fact]
    public void AGuide_IsSeenInTheDream()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = Network("resnet");
        var (photo, guide) = (Photo(64, 64, 1), Photo(64, 64, 2));
        Picture Dream(Picture? shown)
        {
            using var grad = enable_grad();
            return new DeepDream(network, new() { Layers = [new("layer4")], Iterations = 8, Octaves = 1, Size = 0 }).Dream(photo, shown);
        }

        // of each place, its product with the guide's most similar one
        double GuideActivation(Picture picture) =>
            Map(picture).flatten(2)[0].t().matmul(Map(guide.Resize(224)).flatten(2)[0]).amax([1]).mean().ToDouble();
        Tensor Map(Picture picture) => network.Features(picture.ToTensor(), ["layer4"])[0];

        Assert.True(GuideActivation(Dream(guide)) > GuideActivation(photo));
        Assert.NotEqual(Dream(guide).Pixels, Dream(null).Pixels);
    }

    [Fact]
    public void Pictures_KeepTheirProportions_AlsoBelowTheNetworksSmallest()
    {
        using var network = Network("resnet");
        foreach (var (width, height, size) in new[] { (90, 41, 0), (200, 100, 80), (5, 3, 0) })
        {
            var dream = new DeepDream(network, new() { Iterations = 1, Size = size }).Dream(Photo(width, height, 1));

            Assert.Equal(size == 0 ? (width, height) : Picture.FitSize(width, height, size), (dream.Width, dream.Height));
        }
    }

    [Fact]
    public void UnknownLayers_AreRefused_AndTheOthersListed()
    {
        using var network = Network("clip-resnet");

        var message = Assert.Throws<OptionException>(() => new DeepDream(network, new() { Layers = [new("mixed4c")] })).Message;

        Assert.Contains("mixed4c", message);
        Assert.Contains("stem, layer1, layer2, layer3, layer4", message);
        Assert.All(["", ":1", "layer3:x", "layer3:0", "layer3:1e9", "layer3:nan"],
            text => Assert.Throws<OptionException>(() => DreamLayer.Parse(text)));
        Assert.Equal(new DreamLayer("layer3", -0.5), DreamLayer.Parse("layer3:-0.5"));
    }

    private static IFeatureExtractor Network(string name)
    {
        using var random = new Generator(4);
        var w = Weights.Fresh(random);
        if (name == "resnet")
        {
            var network = new ResNet(w, new() { Channels = 8 });
            network.Freeze();
            return network;
        }

        var clip = new ClipModel(w, new()
        {
            EmbeddingWidth = 16, Resolution = 32, VisionLayers = name == "clip-vit" ? 2 : null, VisionWidth = 16, PatchSize = 8,
            ResNetLayers = name == "clip-vit" ? null : [1, 1, 1, 1], ContextLength = 8, VocabularySize = 20, TextWidth = 16, TextLayers = 1,
        });
        clip.Freeze();
        return new ClipFeatures(clip);
    }

    private static Picture Photo(int width, int height, int seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        return F.interpolate(rand([1, 3, 6, 6], generator: random), [height, width], mode: InterpolationMode.Bilinear).ToPicture();
    }
}
