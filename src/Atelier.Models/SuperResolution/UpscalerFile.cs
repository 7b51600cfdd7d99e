using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>Loads an upscaler: Real-ESRGAN's and ESRGAN's released files in all three generations of key names, and ncnn's.</summary>
public static partial class UpscalerFile
{
    /// <summary>True when the keys are an <see cref="RrdbNet"/>'s, of any generation.</summary>
    public static bool IsRrdb(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("body.0.rdb1.conv1.weight") || stored.ContainsKey("RRDB_trunk.0.RDB1.conv1.weight")
            || stored.ContainsKey("model.1.sub.0.RDB1.conv1.0.weight");

    /// <summary>True when the keys are an <see cref="SrvggNet"/>'s.</summary>
    public static bool IsSrvgg(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("body.0.weight") && stored.ContainsKey("body.2.weight") && !stored.ContainsKey("conv_first.weight");

    /// <summary>The same weights in BasicSR's names, from any of the three generations.</summary>
    /// <exception cref="ModelFileException">They are of the oldest generation and do not end as those do.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Renamed(IReadOnlyDictionary<string, StoredTensor> stored, string where) =>
        stored.ContainsKey("RRDB_trunk.0.RDB1.conv1.weight") ? stored.ToDictionary(entry => FromEsrgan(entry.Key), entry => entry.Value)
        : stored.ContainsKey("model.1.sub.0.RDB1.conv1.0.weight") ? FromOldest(stored, where)
        : stored;

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, or holds no upscaler.</exception>
    /// <param name="files">The model.</param>
    /// <param name="device">The device; the CPU by default.</param>
    public static Upscaler Load(ModelFiles files, Device? device = null)
    {
        var network = Build(Renamed(files.Open(), files.Weights), files.Weights, files.Config);
        return network.to(device ?? CPU);
    }

    /// <summary>Builds the network on weights in BasicSR's names.</summary>
    /// <exception cref="ModelFileException">They are no upscaler's, or of another scale than the configuration says.</exception>
    public static Upscaler Build(IReadOnlyDictionary<string, StoredTensor> stored, string where, ModelConfig? config = null)
    {
        Upscaler network = IsRrdb(stored) ? new RrdbNet(Weights.From(stored, where), RrdbOptions.FromWeights(stored, where))
            : IsSrvgg(stored) ? new SrvggNet(Weights.From(stored, where), SrvggOptions.FromWeights(stored, where))
            : throw new ModelFileException($"{where} holds no upscaler: an RRDBNet (ESRGAN, Real-ESRGAN) or an SRVGGNetCompact is needed.");
        network.AntiRinging = config?.Has("anti_ringing") == true;
        return config?.Integer("scale") is { } scale && scale != network.Scale
            ? throw new ModelFileException(
                $"{where} enlarges {network.Scale} times, its configuration says {scale}: they do not belong together.")
            : network.Freeze();
    }

    private static string FromEsrgan(string key) => key
        .Replace("RRDB_trunk.", "body.", StringComparison.Ordinal).Replace(".RDB", ".rdb", StringComparison.Ordinal)
        .Replace("trunk_conv.", "conv_body.", StringComparison.Ordinal).Replace("upconv", "conv_up", StringComparison.Ordinal)
        .Replace("HRconv.", "conv_hr.", StringComparison.Ordinal);

    // model.0 first, model.1.sub.* the trunk, its last entry the trunk's convolution, then by their place in the sequence one for each
    // doubling
    // and the two at the full size
    private static Dictionary<string, StoredTensor> FromOldest(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        var places = stored.Keys.Select(key => OldestTailKey().Match(key)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .Where(place => place > 1).Distinct().Order().ToList();
        if (places.Count < 2)
        {
            throw new ModelFileException(
                $"{where} is no whole ESRGAN of the oldest kind: behind its trunk, model.1, at least two more convolutions are needed.");
        }

        string[] tail = [.. Enumerable.Range(1, places.Count - 2).Select(i => $"conv_up{i}"), "conv_hr", "conv_last"];
        return stored.ToDictionary(entry => Rename(entry.Key), entry => entry.Value);

        string Rename(string key)
        {
            var dense = OldestDenseKey().Match(key);
            if (dense.Success)
            {
                return $"body.{dense.Groups[1]}.rdb{dense.Groups[2]}.conv{dense.Groups[3]}.{dense.Groups[4]}";
            }

            var place = OldestTailKey().Match(key);
            return !place.Success ? OldestTrunkKey().Replace(key, "conv_body.$1")
                : place.Groups[1].Value == "0" ? $"conv_first.{place.Groups[2]}"
                : $"{tail[places.IndexOf(int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture))]}.{place.Groups[2]}";
        }
    }

    [GeneratedRegex(@"^model\.(\d{1,4})\.(weight|bias)$")]
    private static partial Regex OldestTailKey();

    [GeneratedRegex(@"^model\.1\.sub\.(\d+)\.RDB(\d)\.conv(\d)\.0\.(weight|bias)$")]
    private static partial Regex OldestDenseKey();

    [GeneratedRegex(@"^model\.1\.sub\.\d+\.(weight|bias)$")]
    private static partial Regex OldestTrunkKey();
}
