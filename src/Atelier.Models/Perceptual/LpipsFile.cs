using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Perceptual;

/// <summary>Loads LPIPS: whole from a taming-transformers file (a VQGAN checkpoint with its loss will do), or from torchvision's VGG16 and
/// PerceptualSimilarity's small <c>vgg.pth</c>.</summary>
public static class LpipsFile
{
    private const string InCheckpoint = "loss.perceptual_loss."; // where a VQGAN checkpoint keeps it
    private static readonly float[] Shift = [-.030f, -.088f, -.188f]; // ScalingLayer of both official codes
    private static readonly float[] Scale = [.458f, .448f, .450f];

    /// <summary>True when a file holds the weights of the five depths.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("lin0.model.1.weight") || stored.ContainsKey(InCheckpoint + "lin0.model.1.weight");

    /// <summary>Loads the network, frozen, in fp32. Where the file is only one of the two parts, the configuration's
    /// <c>trunk</c> or <c>lins</c> names the other.</summary>
    /// <exception cref="ModelFileException">A part is missing, broken, or of another network.</exception>
    public static LpipsModel Load(ModelFiles files)
    {
        var parts = new[] { files.Weights, files.Config.String("trunk"), files.Config.String("lins") }.OfType<string>();
        return Load(string.Join(" and ", parts), [.. parts.Select(WeightFile.Open)]);
    }

    /// <summary>Loads the network from the stored tensors of one or more files, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">A part is missing, or of another network.</exception>
    public static LpipsModel Load(string where, params IReadOnlyList<IReadOnlyDictionary<string, StoredTensor>> parts)
    {
        var stored = new Dictionary<string, StoredTensor>
        {
            ["scaling_layer.shift"] = new([1, 3, 1, 1], () => tensor(Shift, [1, 3, 1, 1])),
            ["scaling_layer.scale"] = new([1, 3, 1, 1], () => tensor(Scale, [1, 3, 1, 1])),
        };
        foreach (var key in Keys())
        {
            foreach (var found in parts.Select(part => Find(part, key)).OfType<StoredTensor>())
            {
                stored[key] = found;
            }
        }

        int[] channels = [.. Enumerable.Range(0, 5)
            .Select(depth => stored.TryGetValue($"lin{depth}.model.1.weight", out var lin) && lin.Shape.Length == 4 ? (int)lin.Shape[1]
                : throw new ModelFileException(
                    $"{where} holds no LPIPS: lin{depth}.model.1.weight is missing (PerceptualSimilarity's vgg.pth has it, 'lins' in the " +
                    "configuration names it)."))];
        if (!stored.ContainsKey("net.slice1.0.weight"))
        {
            throw new ModelFileException(
                $"{where} holds no VGG16: net.slice1.0.weight (or torchvision's features.0.weight) is missing; 'trunk' in the " +
                "configuration names a file that has it.");
        }

        var model = new LpipsModel(Weights.From(stored, where), channels);
        return model.Freeze();
    }

    private static StoredTensor? Find(IReadOnlyDictionary<string, StoredTensor> part, string key) =>
        part.GetValueOrDefault(key) ?? part.GetValueOrDefault(InCheckpoint + key) ?? part.GetValueOrDefault(Vgg16.TorchvisionKey(key));

    private static IEnumerable<string> Keys() =>
    [
        "scaling_layer.shift", "scaling_layer.scale",
        .. Vgg16.Convolutions.SelectMany((indices, depth) => indices.SelectMany(
            index => new[] { $"net.slice{depth + 1}.{index}.weight", $"net.slice{depth + 1}.{index}.bias" })),
        .. Enumerable.Range(0, 5).Select(depth => $"lin{depth}.model.1.weight"),
    ];
}
