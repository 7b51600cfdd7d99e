using Atelier.Core;
using Atelier.Models.Clip;

namespace Atelier.Models.Features;

/// <summary>Loads a network whose feature maps can be seen, whatever it is.</summary>
public static class FeatureExtractorFile
{
    /// <summary>Loads a ResNet or a CLIP, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken or is neither.</exception>
    public static IFeatureExtractor Load(ModelFiles files, Device? device = null)
    {
        var stored = files.Open();
        return ClipFile.Recognises(stored) ? new ClipFeatures(ClipFile.Load(files, device))
            : ResNetFile.Recognises(stored) ? ResNetFile.Load(files, device)
            : throw new ModelFileException($"{files.Weights} is neither a ResNet nor a CLIP, whose feature maps are needed.");
    }
}
