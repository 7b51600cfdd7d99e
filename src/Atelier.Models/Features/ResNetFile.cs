using Atelier.Core;

namespace Atelier.Models.Features;

/// <summary>Loads a <see cref="ResNet"/> from torchvision's weights, or from the ONNX file that CNTK wrote of its ResNet-18 (in the NuGet
/// package Microsoft.ML.DnnImageFeaturizer.ResNet18). CNTK's has one block more than the paper's, in the last stage, and takes blue, green
/// and red from 0 to 255 without the mean of the training pictures.</summary>
public static class ResNetFile
{
    private const string FirstOfOnnx = "Conv.0.weight", NormOfOnnx = "BatchNormalization.0.running_mean", First = "conv1.weight";
    private static readonly string[] s_norm = ["weight", "bias", "running_mean", "running_var"];

    // of CNTK's mean picture, over its pixels, which differ by a few hundredths
    private static readonly float[] s_mean = [123.1516f / 255, 115.9029f / 255, 103.0626f / 255];
    private static readonly float[] s_deviation = [1 / 255f, 1 / 255f, 1 / 255f];

    /// <summary>True when the keys are such a network's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        (stored.ContainsKey(First) && stored.ContainsKey("layer4.0.conv1.weight"))
            || (stored.ContainsKey(FirstOfOnnx) && stored.ContainsKey(NormOfOnnx));

    /// <summary>Loads the network, frozen, in fp32, in evaluation mode.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no ResNet of basic blocks.</exception>
    public static ResNet Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        var isOnnx = stored.ContainsKey(FirstOfOnnx);
        stored = isOnnx ? FromOnnx(stored) : stored;
        var options = ResNetOptions.FromWeights(stored, files.Weights);
        return new ResNet(
            Weights.From(stored, files.Weights), isOnnx ? options with { Mean = s_mean, Deviation = s_deviation } : options)
            .Freeze().to(device ?? CPU);
    }

    // in the order of CNTK's graph: the stem, then two convolutions a block; a stage after the first begins with the 1 × 1 of its
    // shortcut
    private static Dictionary<string, StoredTensor> FromOnnx(IReadOnlyDictionary<string, StoredTensor> onnx)
    {
        var stored = new Dictionary<string, StoredTensor>();
        var (stage, block, place) = (1, 0, 1); // place: the block's convolution
        for (var i = 0; onnx.TryGetValue($"Conv.{i}.weight", out var weight); i++)
        {
            var isShortcut = weight.Shape is [_, _, 1, 1];
            (stage, block) = isShortcut ? (stage + 1, 0) : (stage, block);
            var path = $"layer{stage}.{block}.";
            var (convolution, norm) = isShortcut ? (path + "downsample.0", path + "downsample.1")
                : i == 0 ? ("conv1", "bn1")
                : ($"{path}conv{place}", $"{path}bn{place}");
            stored[convolution + ".weight"] = i == 0 ? new(weight.Shape, () => Flipped(weight)) : weight;
            stored[norm + ".num_batches_tracked"] = new([], () => zeros([]));
            foreach (var role in s_norm)
            {
                if (onnx.TryGetValue($"BatchNormalization.{i}.{role}", out var value))
                {
                    stored[$"{norm}.{role}"] = value;
                }
            }

            (block, place) = isShortcut || i == 0 ? (block, place) : place == 1 ? (block, 2) : (block + 1, 1);
        }

        return stored;
    }

    // of blue, green and red to one of red, green and blue
    private static Tensor Flipped(StoredTensor weight)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(weight.Read().flip(1));
    }
}
