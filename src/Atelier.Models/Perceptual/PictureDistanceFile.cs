using Atelier.Core;
using Atelier.Models.Features;

namespace Atelier.Models.Perceptual;

/// <summary>Loads a perceptual distance, whatever network it goes by.</summary>
public static class PictureDistanceFile
{
    /// <summary>An LPIPS, or the distance of features of a ResNet or of a CLIP with one.</summary>
    /// <exception cref="ModelFileException">The file is broken or is none of them.</exception>
    public static PictureDistance Load(ModelFiles files, Device? device = null)
    {
        if (!LpipsFile.Recognises(files.Open()))
        {
            return new FeatureDistance(FeatureExtractorFile.Load(files, device));
        }

        var lpips = LpipsFile.Load(files);
        lpips.to(device ?? CPU);
        return lpips;
    }
}
