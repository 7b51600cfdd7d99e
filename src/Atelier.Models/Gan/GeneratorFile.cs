using Atelier.Core;

namespace Atelier.Models.Gan;

/// <summary>Loads a <see cref="ConvGenerator"/>; its sizes are those of its weights.</summary>
public static class GeneratorFile
{
    /// <summary>True when the keys are a <see cref="ConvGenerator"/>'s.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("start.weight") && stored.ContainsKey("norms.0.weight") && stored.ContainsKey("last.weight");

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken or holds no generator.</exception>
    public static ConvGenerator Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        if (!Recognises(stored) || stored["start.weight"].Shape is not [var rows, var latent] || stored["last.weight"].Shape.Length != 4)
        {
            throw new ModelFileException($"{files.Weights} holds no generator of a GAN.");
        }

        int[] channels = [.. Enumerable.Range(0, stored.Count)
            .Select(i => stored.GetValueOrDefault($"norms.{i}.weight")).TakeWhile(norm => norm?.Shape is [> 0])
            .Select(norm => (int)norm!.Shape[0])];
        var side = channels.Length is > 0 and < 16 ? (int)Math.Sqrt(rows / channels[0]) : 0; // of the smallest picture
        return new ConvGenerator(Weights.From(stored, files.Weights), new()
        {
            Size = side > 0 ? side << (channels.Length - 1) : throw new ModelFileException($"{files.Weights} holds no generator of a GAN."),
            PictureChannels = (int)stored["last.weight"].Shape[0],
            Latent = (int)latent,
            Channels = channels,
        }).Freeze().to(device ?? CPU);
    }
}
