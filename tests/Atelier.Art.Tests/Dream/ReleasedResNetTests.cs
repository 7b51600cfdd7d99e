using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.Features;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Atelier.Art.Tests.Dream;

/// <summary>The released ResNet-18, held against ONNX Runtime.</summary>
public sealed class ReleasedResNetTests : IDisposable
{
    private const int Side = 224; // of the file
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-resnet18-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Category", "Slow")] // 64 MB are downloaded
    public async Task Features_AreThoseOfOnnxRuntime()
    {
        var entry = Catalogue.Find("resnet18-imagenet")!;
        var files = ModelFiles.Find(await Download.RunAsync(entry, _folder, cancel: TestContext.Current.CancellationToken));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new Generator(8);
        // waves of several lengths and some noise, as in a photograph
        var wave = linspace(0, 1, Side).unsqueeze(0) * tensor(new[] { 9f, 23f, 61f }, [3, 1]);                     // [3, w]
        var noise = randn([3, Side, Side], generator: random) * 0.05;
        var waves = wave.sin().unsqueeze(1) * wave.cos().unsqueeze(2) * 0.4;                                       // [3, h, w]
        var picture = (waves + 0.5 + noise).clamp(0, 1).unsqueeze(0);                                              // [1, 3, h, w]
        using var network = ResNetFile.Load(files);
        using var session = new InferenceSession(files.Weights);

        var found = network.call(picture).mean([2, 3]).flatten().ToArray<float>();                                // as the file ends
        var mean = tensor(new[] { 103.0626f, 115.9029f, 123.1516f }, [1, 3, 1, 1]); // not in the file
        var bytes = ((picture * 255).flip(1) - mean).contiguous();                                                // blue, green, red
        using var outputs = session.Run(
            [NamedOnnxValue.CreateFromTensor(session.InputMetadata.Keys.Single(),
                new DenseTensor<float>(bytes.ToArray<float>(), [1, 3, Side, Side]))]);
        float[] expected = [.. outputs.Single().AsEnumerable<float>()];

        Assert.Equal(expected.Length, found.Length);
        var largest = expected.Max(Math.Abs);
        Assert.True(largest > 0.1);
        Assert.InRange(found.Zip(expected, (one, other) => Math.Abs(one - other)).Max() / largest, 0, 1e-4);
    }
}
