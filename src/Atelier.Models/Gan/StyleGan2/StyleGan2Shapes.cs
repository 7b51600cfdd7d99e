using Atelier.Core;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>Derives a StyleGAN2's hyperparameters from its weights and settings.</summary>
internal static class StyleGan2Shapes
{
    private const int MaxLevels = 12; // 8192 pixels

    /// <summary>The generator's.</summary>
    /// <param name="stored">Its weights, by keys such as <c>synthesis.b4.const</c>.</param>
    /// <param name="settings">Its settings.</param>
    /// <exception cref="ModelFileException">They are no StyleGAN2 generator's.</exception>
    public static StyleGan2Options Generator(IReadOnlyDictionary<string, StoredTensor> stored, StyleGan2Settings settings)
    {
        var sizes = Sizes(stored, "synthesis.b", ".conv1.weight");
        return new()
        {
            Mapping = Mapping(stored, settings) with { Latent = Latent(stored, settings) },
            Channels = [.. sizes.Select(size => Size(stored, $"synthesis.b{size}.conv1.weight", 0, settings))],
            PictureChannels = Size(stored, $"synthesis.b{sizes[^1]}.torgb.weight", 0, settings),
            Architecture = stored.ContainsKey("synthesis.b8.skip.weight") ? StyleGan2Architecture.ResNet
                : stored.ContainsKey("synthesis.b4.torgb.weight") ? StyleGan2Architecture.Skip : StyleGan2Architecture.Original,
            Noise = stored.ContainsKey("synthesis.b4.conv1.noise_strength"),
            Clamp = settings.Clamp("synthesis_kwargs"),
            Activation = settings.Activation("synthesis_kwargs"),
        };
    }

    /// <summary>The discriminator's.</summary>
    /// <param name="stored">Its weights, by keys such as <c>b4.out.weight</c>.</param>
    /// <param name="settings">Its settings.</param>
    /// <exception cref="ModelFileException">They are no StyleGAN2 discriminator's.</exception>
    public static StyleGan2DiscriminatorOptions Discriminator(
        IReadOnlyDictionary<string, StoredTensor> stored, StyleGan2Settings settings)
    {
        int[] sizes = [.. Sizes(stored, "b", ".conv0.weight", from: 8).Reverse()];
        var last = Size(stored, "b4.fc.weight", 0, settings);
        return new()
        {
            Mapping = stored.ContainsKey("mapping.embed.weight") ? Mapping(stored, settings) with { Latent = 0 } : null,
            Channels = [.. sizes.Select(size => Size(stored, $"b{size}.conv0.weight", 0, settings)), last],
            PictureChannels = Size(stored, $"b{sizes[0]}.fromrgb.weight", 1, settings),
            Architecture = stored.ContainsKey("b8.skip.weight") ? StyleGan2Architecture.ResNet
                : stored.ContainsKey("b4.fromrgb.weight") ? StyleGan2Architecture.Skip : StyleGan2Architecture.Original,
            Clamp = settings.Clamp(""),
            Activation = settings.Activation("block_kwargs"),
            Group = (int)(settings.Number("epilogue_kwargs", "mbstd_group_size") ?? 4),
            DeviationMaps = Size(stored, "b4.conv.weight", 1, settings) - last,
        };
    }

    private static MappingOptions Mapping(IReadOnlyDictionary<string, StoredTensor> stored, StyleGan2Settings settings)
    {
        var layers = Enumerable.Range(0, stored.Count).TakeWhile(i => stored.ContainsKey($"mapping.fc{i}.weight")).Count();
        return new()
        {
            Classes = stored.ContainsKey("mapping.embed.weight") ? Size(stored, "mapping.embed.weight", 1, settings) : 0,
            Widths =
            [
                Size(stored, "mapping.fc0.weight", 1, settings),
                .. Enumerable.Range(0, layers).Select(i => Size(stored, $"mapping.fc{i}.weight", 0, settings)),
            ],
            Multiplier = settings.Number("mapping_kwargs", "lr_multiplier") ?? 0.01,
            Activation = settings.Activation("mapping_kwargs"),
        };
    }

    private static int Latent(IReadOnlyDictionary<string, StoredTensor> stored, StyleGan2Settings settings) =>
        Size(stored, "mapping.fc0.weight", 1, settings)
            - (stored.ContainsKey("mapping.embed.weight") ? Size(stored, "mapping.embed.weight", 0, settings) : 0);

    // doubling, as far as there are weights
    private static int[] Sizes(IReadOnlyDictionary<string, StoredTensor> stored, string prefix, string suffix, int from = 4)
    {
        int[] sizes = [.. Enumerable.Range(0, MaxLevels).Select(i => from << i)
            .TakeWhile(size => stored.ContainsKey($"{prefix}{size}{suffix}"))];
        return sizes.Length > 0 ? sizes : [from];
    }

    private static int Size(IReadOnlyDictionary<string, StoredTensor> stored, string key, int axis, StyleGan2Settings settings) =>
        stored.TryGetValue(key, out var tensor) && tensor.Shape.Length > axis && tensor.Shape[axis] is > 0 and < int.MaxValue
            ? (int)tensor.Shape[axis]
            : throw new ModelFileException($"{settings.Where} is no StyleGAN2: it has no {key} of the right shape.");
}
