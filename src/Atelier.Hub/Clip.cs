using Atelier.Core;
using Atelier.Models.Clip;
using static TorchSharp.torch;

namespace Atelier.Hub;

/// <summary>CLIP by the name of a model.</summary>
public static class Clip
{
    /// <summary>Loads a CLIP with its tokenizer. Nothing is downloaded.</summary>
    /// <param name="nameOrPath">Such as <c>clip-glyphs</c>, <c>ViT-B/32</c> or <c>~/ViT-B-32.pt</c>.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <exception cref="ModelFileException">There is none of that name, or it is damaged.</exception>
    public static ClipPipeline Load(string nameOrPath, Device? device = null) => ClipPipeline.Load(ModelHub.Find(nameOrPath), device);
}
