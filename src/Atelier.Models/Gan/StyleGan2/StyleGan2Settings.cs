using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>What a StyleGAN2's weights do not show: the arguments that a pickle keeps beside them, or a configuration with the same
/// names.</summary>
/// <param name="files">The model's files.</param>
/// <param name="values">The values beside the tensors.</param>
/// <param name="network">The network's name in the file with a dot, such as <c>G_ema.</c>, or nothing.</param>
internal sealed class StyleGan2Settings(ModelFiles files, IReadOnlyDictionary<string, string> values, string network)
{
    private const double ReleasedClamp = 256;

    /// <summary>The file, for messages.</summary>
    public string Where => files.Weights;

    /// <summary><c>conv_clamp</c> of these arguments. A pickle without one clamps nothing; for weights alone it is that of every released
    /// network.</summary>
    public double? Clamp(string group) => Number(group, "conv_clamp")
        ?? (values.Keys.Any(key => key.StartsWith($"{network}_init_kwargs.", StringComparison.Ordinal)) ? null : ReleasedClamp);

    /// <summary>An activation by its name; leaky ReLU by default.</summary>
    /// <exception cref="ModelFileException">There is no such activation.</exception>
    public Activation Activation(string group) => Text(group, "activation") is not { } name ? StyleGan2.Activation.LRelu
        : Enum.TryParse<Activation>(name, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known
        : throw new ModelFileException($"{Where} has the activation '{name}', which Atelier does not know.");

    /// <summary>A number; null where there is none.</summary>
    /// <exception cref="ModelFileException">It is no number.</exception>
    public double? Number(string group, string name) => Text(group, name) is not { } text ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new ModelFileException($"{Where}: {name} is '{text}', a number is needed.");

    private string? Text(string group, string name)
    {
        var path = group.Length == 0 ? name : $"{group}.{name}";
        return files.Config.String(path) ?? files.Config.String(name) ?? values.GetValueOrDefault($"{network}_init_kwargs.{path}");
    }
}
