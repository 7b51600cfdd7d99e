using Atelier.Core;
using Atelier.Models.Features;
using Atelier.Models.Perceptual;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests.Features;

public sealed class ResNetTests : IDisposable
{
    private static readonly string[] s_norm = ["weight", "bias", "running_mean", "running_var"];
    private static readonly int[] s_blocks = [2, 2, 2, 3]; // as CNTK's
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-resnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>CNTK's file takes blue, green and red up to 255, and has the shortcut before the block's own convolutions.</summary>
    [Fact]
    public void OnnxOfCntk_IsTheNetworkOfTheseWeights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = Draw();
        File.WriteAllBytes(In("model.onnx"), Onnx(weights));
        SafeTensors.Write(In("model.safetensors"), weights);
        var picture = rand(1, 3, 64, 96);
        var means = tensor(new[] { 103.0626f, 115.9029f, 123.1516f }, [1, 3, 1, 1]);
        using var plain = new ResNet(
            Weights.From(WeightFile.Open(In("model.safetensors")), "plain"),
            new() { Channels = 4, Blocks = s_blocks, Mean = [0, 0, 0], Deviation = [1, 1, 1] });
        plain.eval();

        using var network = FeatureExtractorFile.Load(ModelFiles.Find(In("model.onnx")));

        var (found, expected) = (network.Features(picture, network.Layers), plain.Features((picture * 255).flip(1) - means, plain.Layers));
        Assert.Equal(14, found.Length);
        foreach (var (one, other) in found.Zip(expected))
        {
            Assert.Equal(other.shape, one.shape);
            Assert.InRange((one - other).abs().max().ToDouble(), 0, 1e-4 * other.abs().max().ToDouble());
        }
    }

    [Fact]
    public void Layers_AreSeenAlone_AndBlocksEndStages()
    {
        using var scope = NewDisposeScope();
        SafeTensors.Write(In("model.safetensors"), Draw());
        using var network = ResNetFile.Load(ModelFiles.Find(In("model.safetensors")));
        var picture = rand(2, 3, 64, 64).requires_grad_();

        var maps = network.Features(picture, ["layer2", "conv1", "layer2.1"]);

        Assert.Equal([2, 8, 8, 8], maps[0].shape);
        Assert.Equal([2, 4, 32, 32], maps[1].shape);
        Assert.True(maps[0].equal(maps[2]).all().ToBoolean());
        Assert.True(network.call(picture).equal(network.Features(picture, ["layer4.2"])[0]).all().ToBoolean());
        maps[0].sum().backward();
        Assert.True(picture.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void FiveDepthsBeforeActivation_AreTheStemAndTheStages_AndBf16IsNear()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        SafeTensors.Write(In("model.safetensors"), Draw());
        using var network = ResNetFile.Load(ModelFiles.Find(In("model.safetensors")));
        string[] layers = ["conv1", "layer1", "layer2", "layer3", "layer4"];
        var picture = rand(2, 3, 64, 64);
        var maps = network.Features(picture, layers);

        Assert.All(
            network.BeforeActivation(picture).Zip(maps),
            pair => Assert.True(
                F.relu(pair.First).equal(pair.Second).all().ToBoolean() && pair.First.min().ToDouble() < 0));

        network.ToBFloat16();
        foreach (var (fast, exact) in network.Features(picture, layers).Zip(maps))
        {
            Assert.Equal(ScalarType.BFloat16, fast.dtype);
            Assert.InRange((fast.to(ScalarType.Float32) - exact).norm().ToDouble() / exact.norm().ToDouble(), 1e-6, 0.03);
        }
    }

    /// <summary>0 for equal pictures, more for more different ones, the same both ways round, with gradients.</summary>
    [Fact]
    public void TheDistanceOfFeatures_GrowsWithTheDifference()
    {
        using var scope = NewDisposeScope();
        SafeTensors.Write(In("model.safetensors"), Draw());
        using var distance = PictureDistanceFile.Load(ModelFiles.Find(In("model.safetensors")));
        var (a, noise) = ((rand(1, 3, 64, 64) * 2) - 1, randn(1, 3, 64, 64));
        var b = (a + (0.2 * noise)).requires_grad_();

        Assert.Equal(0, distance.call(a, a).ToDouble());
        Assert.True(distance.call(a, a + (0.02 * noise)).ToDouble() < distance.call(a, b).ToDouble());
        Assert.Equal(distance.call(a, b).ToDouble(), distance.call(b, a).ToDouble(), 1e-5);
        distance.call(a, b).backward();
        Assert.True(b.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void Bottlenecks_AreRefused()
    {
        using var scope = NewDisposeScope();
        var weights = Draw();
        weights["layer1.0.conv3.weight"] = ones(4, 4, 1, 1);
        SafeTensors.Write(In("model.safetensors"), weights);

        Assert.Contains(
            "bottlenecks", Assert.Throws<ModelFileException>(() => ResNetFile.Load(ModelFiles.Find(In("model.safetensors")))).Message);
    }

    private string In(string name) => Path.Combine(_folder, name);

    // with norms that are no identity
    private static Dictionary<string, Tensor> Draw()
    {
        using var random = new Generator(3);
        using var network = new ResNet(Weights.Fresh(random), new() { Channels = 4, Blocks = s_blocks });
        return network.state_dict().ToDictionary(
            pair => pair.Key,
            pair => pair.Key.Contains("running_mean", StringComparison.Ordinal) ? randn(pair.Value.shape, generator: random) * 0.1
                : pair.Key.Contains("running_var", StringComparison.Ordinal) ? rand(pair.Value.shape, generator: random) + 0.5
                : pair.Value.detach().clone());
    }

    private static byte[] Onnx(Dictionary<string, Tensor> weights)
    {
        var nodes = new List<(string, string[])>();
        Add("conv1", "bn1");
        foreach (var path in s_blocks.SelectMany((count, stage) => Enumerable.Range(0, count).Select(i => $"layer{stage + 1}.{i}.")))
        {
            if (weights.ContainsKey(path + "downsample.0.weight"))
            {
                Add(path + "downsample.0", path + "downsample.1");
            }

            Add(path + "conv1", path + "bn1");
            Add(path + "conv2", path + "bn2");
        }

        return OnnxWriter.Write(nodes, weights.Where(pair => pair.Value.ndim > 0)); // without the counts of batches

        void Add(string convolution, string norm)
        {
            nodes.Add(("Conv", ["x", convolution + ".weight"]));
            nodes.Add(("BatchNormalization", ["x", .. s_norm.Select(role => $"{norm}.{role}")]));
        }
    }
}
