using Atelier.Models;
using Atelier.Models.Features;
using Atelier.Models.Perceptual;
using Atelier.Training.Data;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>A perceptual loss: <c>loss.perceptual: {lpips: FILE, weight}</c> for LPIPS, or <c>{trunk: MODEL, weight}</c> for features of a
/// ResNet of ImageNet or of a CLIP.</summary>
/// <param name="Lpips">A weight file of LPIPS, or null.</param>
/// <param name="Trunk">A ResNet or a CLIP, or null.</param>
/// <param name="Weight">Weight of the loss.</param>
internal sealed record PerceptualOptions(ModelReference? Lpips, ModelReference? Trunk, double Weight)
{
    private const int MinSize = 16;
    private const int TrunkFactor = 32;

    public static PerceptualOptions? Read(RecipeSection root, DataOptions data)
    {
        var loss = root.Section("loss");
        if (!loss.Has("perceptual"))
        {
            return null;
        }

        var section = loss.Section("perceptual");
        var (lpips, trunk) = (ModelReference.Read(section, "lpips"), ModelReference.Read(section, "trunk"));
        if ((lpips is null) == (trunk is null))
        {
            throw loss.Error("perceptual", "either lpips, a weight file of LPIPS, or trunk, a ResNet or a CLIP with one, is needed");
        }

        if (trunk is not null)
        {
            Requirements.Divisible(data, TrunkFactor);
        }

        return data.Size >= MinSize
            ? new(lpips, trunk, section.Double("weight", 1))
            : throw data.Size.Error($"at least {MinSize} is needed, which LPIPS halves four times");
    }

    /// <summary>The distance between reconstructions and pictures.</summary>
    public PictureDistance Load(bool bfloat16, Device device) =>
        Lpips?.Load<PictureDistance>(files => LoadLpips(files, device)) ?? Trunk!.Load(files => LoadTrunk(files, bfloat16, device));

    /// <summary>The distance between features before activation, as in ESRGAN.</summary>
    public PerceptualTrunk LoadBeforeActivation(Device device) => (Lpips ?? Trunk)!.Load(files => PerceptualTrunk.Load(files, device));

    private static LpipsModel LoadLpips(ModelFiles files, Device device)
    {
        var lpips = LpipsFile.Load(files);
        lpips.to(device);
        return lpips;
    }

    private static FeatureDistance LoadTrunk(ModelFiles files, bool bfloat16, Device device)
    {
        var network = FeatureExtractorFile.Load(files, device);
        if (bfloat16)
        {
            network.ToBFloat16();
        }

        return new(network);
    }
}
