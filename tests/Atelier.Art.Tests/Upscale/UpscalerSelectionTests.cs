using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Models;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Tests.Upscale;

/// <summary>A network between two others.</summary>
public sealed class UpscalerSelectionTests
{
    [Fact]
    public void Denoise_BlendsWithTheTwinThatKeepsNoise_OrSaysWhatIsMissing()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-pair-").FullName;
        try
        {
            var (removes, keeps) =
                (Path.Combine(folder, "realesr-general-x4v3.safetensors"), Path.Combine(folder, "realesr-general-wdn-x4v3.safetensors"));
            Save(removes, 3);
            Assert.Contains(
                "which is not on this machine",
                Assert.Throws<ModelFileException>(() => UpscalerSelection.WeakDenoiseTwin(removes)).Message);
            Save(keeps, 4);

            Assert.Equal(keeps, UpscalerSelection.WeakDenoiseTwin(removes));
            Assert.Contains("has none", Assert.ThrowsAny<AtelierException>(() => UpscalerSelection.WeakDenoiseTwin(keeps)).Message);
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var blended = UpscalerSelection.Load(removes, UpscalerSelection.WeakDenoiseTwin(removes), 0.25, false, CPU);
            using var one = UpscalerSelection.Load(removes, null, 0, false, CPU);
            using var two = UpscalerSelection.Load(keeps, null, 0, false, CPU);
            Tensor First(Upscaler network) => network.state_dict()["body.0.weight"];
            Assert.Equal(0, ((First(one) * 0.75) + (First(two) * 0.25) - First(blended)).abs().max().ToDouble(), 6);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static void Save(string path, ulong seed)
        {
            using var random = new Generator(seed);
            using var network = new SrvggNet(Weights.Fresh(random), new() { Features = 8, Convolutions = 1 });
            Atelier.Torch.WeightFiles.SafeTensors.Write(path, network.state_dict());
        }
    }

    [Fact]
    public void Blend_IsTheMeanOfTheWeights_AndRefusesStrangers()
    {
        using var scope = NewDisposeScope();
        var one = new Dictionary<string, StoredTensor> { ["a"] = new([2], () => full([2], 1.0)) };
        var three = new Dictionary<string, StoredTensor> { ["a"] = new([2], () => full([2], 3.0)) };
        var other = new Dictionary<string, StoredTensor> { ["a"] = new([3], () => full([3], 3.0)) };

        Assert.Equal(1.5, NetworkInterpolation.Blend(one, "one", three, "three", 0.25)["a"].Read().mean().ToDouble(), 6);
        Assert.Contains(
            "one architecture",
            Assert.ThrowsAny<AtelierException>(() => NetworkInterpolation.Blend(one, "one", other, "other", 0.5)).Message);
    }
}
